// What the build says of C#: the native compiler and the linker, called by build/compile.sh and build/link.sh with the
// arguments that the build of samples/HelloMetal wrote down.
using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace Osmosis.Kit.Tests.Rules;

internal static class NativeBuild
{
    private static readonly string _objects =
        Path.Combine(Checkout.Root, "samples", "HelloMetal", "obj", "Release", "net10.0") + "/";

    private static readonly string _ilc = typeof(NativeBuild).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "Ilc").Value!;

    /// <summary>The line with which the build refuses it, or nothing.</summary>
    public static string Refusal(Compilation code)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-rules-");
        try
        {
            return Build(code, folder.FullName + "/");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Build(Compilation code, string folder)
    {
        string native = Directory.CreateDirectory(Path.Combine(folder, "native")).FullName;
        EmitResult result = code.Emit(Path.Combine(folder, $"{code.AssemblyName}.dll"));
        if (!result.Success)
        {
            return string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        }

        string arguments = Path.Combine(native, "ilc.rsp");
        File.WriteAllText(arguments, File.ReadAllText(Path.Combine(_objects, "native", "ilc.rsp"))
            .Replace(_objects, folder, StringComparison.Ordinal));
        string refusal = Run(native, "compile.sh", _ilc, arguments);
        string[] linked = File.ReadAllText(Path.Combine(_objects, "native", "link.txt")).TrimEnd().Split('|')[..^1];
        return refusal.Length > 0 ? refusal : Run(native, "link.sh", ["out.elf", .. linked]);
    }

    private static string Run(string folder, string script, params string[] words)
    {
        ProcessStartInfo start = new("sh", [Path.Combine(Checkout.Root, "build", script), .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(process.ExitCode == 0, output.Length == 0);
        return output;
    }
}
