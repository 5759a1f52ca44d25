// A kernel with a student's page table in it: labs/Kernel is what stands between the two.
using Osmosis.Cli;
using Osmosis.Cli.Building;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;

namespace Osmosis.Lab.Images;

/// <param name="lab">One of labs 3 to 6.</param>
/// <param name="work">The student's file.</param>
internal sealed class AnswerKernel(CompiledLab lab, LabWork work)
{
    private const string CommandTable = "src/Kernel/Shell/CommandTable.cs";
    private const string Tree = "boot-sources";
    private const string Added = "src/Kernel/Lab";

    // Every method that the monitor's command 'lab' calls; which of them the answer has, the lab's contract says.
    private static readonly (string Name, string Parameters, string Arguments)[] _methods =
    [
        ("Map", "uint page, uint frame, bool writable", "page, frame, writable"),
        ("MapNew", "uint page", "page"),
        ("Resolve", "uint address, out uint physical", "address, out physical"),
        ("Unmap", "uint page", "page"),
        ("Protect", "uint page, bool writable", "page, writable"),
        ("MapRange", "uint page, uint frame, uint count, bool writable", "page, frame, count, writable"),
        ("UnmapRange", "uint page, uint count", "page, count"),
    ];

    private static string Kernel => Path.Combine(Home.Root, "labs", "Kernel");

    // The student's file as it is, where a debugger finds it: the kernel's sources lie in one folder.
    private string Shown => $"lab/{lab.FileName}";

    private string ShownPath => Path.Combine(KernelTree.Folder(Tree), Shown);

    private static string Result => Path.Combine(Home.Root, "labs", "Contract", "Result.cs");

    /// <summary>Puts the image into a folder.</summary>
    /// <returns>What is wrong with the file, a line each.</returns>
    public IReadOnlyList<string> Make(string folder)
    {
        IReadOnlyList<string> errors =
            AnswerCompiler.Compile(lab.FileName, work.Text, lab.Contract, lab.ClassName).Errors;
        errors = errors.Count > 0 ? errors : [.. KernelCode.Refusals(lab.FileName, work.Text)];
        if (errors.Count > 0)
        {
            return errors;
        }

        string made = KernelTree.Folder("boot");
        string stamp = string.Join('\n', KernelTree.SourcesDigest,
            Fingerprint.OfFiles(Home.Root, [.. Directory.GetFiles(Kernel), Result]), Calls(), Answer());
        using KernelTree tree = KernelTree.Open(Tree);
        errors = KernelImage.IsFresh(made, stamp) ? [] : Build(tree, made);
        if (errors.Count == 0)
        {
            KernelImage.Note(made, stamp);
            KernelImage.Copy(made, folder, sources: KernelTree.Folder(Tree));
        }

        return errors;
    }

    private List<string> Build(KernelTree tree, string made)
    {
        KernelImage.Forget(made);
        foreach (string file in Directory.GetFiles(Kernel).Append(Result))
        {
            tree.Write($"{Added}/{Path.GetFileName(file)}", File.ReadAllText(file));
        }

        tree.Write(Shown, work.Text);
        tree.Write($"{Added}/Answer.g.cs", Answer());
        tree.Write($"{Added}/AnswerCalls.g.cs", Calls());
        tree.Replace(CommandTable, "entry = index switch",
            "entry = index == 0 ? CommandEntry.Of<global::Osmosis.Labs.LabCommand>() : (index - 1) switch");
        try
        {
            return [.. tree.Build($"Building a kernel with your {lab.FileName}", made).Select(Describe)];
        }
        finally
        {
            tree.Restore(CommandTable);
        }
    }

    // In a namespace of its own, so that no class of the student's gets in the kernel's way.
    private string Answer() => $$"""
        #pragma warning disable
        namespace Answer
        {
        #line 1 "{{ShownPath}}"
        {{work.Text}}
        #line default
        }

        """;

    private string Calls() => $$"""
        namespace Osmosis.Labs;

        internal static class AnswerCalls
        {
            public const Result Missing = (Result)(-1);

        {{string.Join('\n', _methods.Select(Call))}}
        }

        """;

    private string Call((string Name, string Parameters, string Arguments) method)
    {
        string start = $"    public static Result {method.Name}({method.Parameters})";
        return lab.Judges(method.Name)
            ? $"{start} => global::Answer.{lab.ClassName}.{method.Name}({method.Arguments});" : $"{start} => Missing;";
    }

    /// <summary>".../lab/Paging.cs(7,9): error CS0103: The name …" as "Paging.cs:7: The name …".</summary>
    private string Describe(string error)
    {
        string start = ShownPath + "(";
        if (!error.StartsWith(start, StringComparison.Ordinal))
        {
            return error;
        }

        string line = error[start.Length..].Split(',', ')')[0];
        string[] parts = error[start.Length..].Split(": ", 3);
        return $"{lab.FileName}:{line}: in a kernel: {(parts.Length == 3 ? parts[2] : error).Split(" [")[0]}";
    }
}
