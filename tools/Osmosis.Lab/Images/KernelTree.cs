// A copy of the checkout in which the kernel is changed and built. The checkout itself stays as it is.
using System.Diagnostics;
using Osmosis.Cli;
using Osmosis.Cli.Building;

namespace Osmosis.Lab.Images;

/// <summary>
/// A folder of artifacts/labs with a copy of the working tree. It is kept for the next build, as long as the kernel's
/// sources are what they were; only one command at a time has it.
/// </summary>
internal sealed class KernelTree : IDisposable
{
    private const string SourceList = "build/sources.txt";
    private const string SpecialToMsbuild = "%$@;,'\"()*?";

    private readonly HashSet<string> _changed = [];
    private readonly FileStream _oneAtATime;
    private readonly string _path;
    private string _sources = "";

    private KernelTree(string path, FileStream oneAtATime) => (_path, _oneAtATime) = (path, oneAtATime);

    /// <summary>Equal means that building again would change nothing.</summary>
    public static string SourcesDigest => Fingerprint.OfPaths(
        Home.Root, File.ReadLines(Path.Combine(Home.Root, SourceList)));

    // Says which sources the copy has. It is there only while nobody has the copy, and no file of it is changed.
    private string Stamp => _path + ".stamp";

    // A checkout builds its own.
    private static string BuiltSymbolTool =>
        Home.IsInstalled ? Path.Combine(Home.Built, "cli", "Osmosis.Symbols.dll") : "";

    /// <summary>Where labs keep what they build.</summary>
    public static string Folder(string name) => Path.Combine(Home.Made, "labs", name);

    /// <summary>Makes the copy, unless the last one is still good.</summary>
    /// <param name="name">The copy's name in artifacts/labs.</param>
    public static KernelTree Open(string name)
    {
        string path = Folder(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        KernelTree tree = new(path, Lock(path + ".lock"));
        try
        {
            tree.Refresh();
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Replaces a text that the file has exactly once.</summary>
    public void Replace(string file, string old, string replacement)
    {
        string path = Path.Combine(_path, file);
        string text = File.ReadAllText(path);
        int found = text.Split(old).Length - 1;
        if (found != 1)
        {
            throw new LabException($"{file} has this {found} times instead of once: {old}");
        }

        _changed.Add(file);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Adds a file that the checkout has not.</summary>
    public void Write(string file, string text)
    {
        string path = Path.Combine(_path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Makes a file what it is in the checkout.</summary>
    public void Restore(string file)
    {
        Write(file, File.ReadAllText(Path.Combine(Home.Root, file)));
        _changed.Remove(file);
    }

    /// <summary>Builds osmosis.elf and osmosis.debug into a folder.</summary>
    /// <returns>The compiler's errors; none when there is an image.</returns>
    public IReadOnlyList<string> Build(string what, string folder)
    {
        Directory.CreateDirectory(folder);
        string image = Path.Combine(folder, KernelImage.FileName);
        // The sources' style is checked when they are built in the checkout. A compiler that nobody shares would be
        // left behind.
        string isShared = Environment.GetEnvironmentVariable("SharedCompilationId") is null ? "false" : "true";
        (int status, string output) = Run(what, "dotnet", "build",
            Path.Combine(_path, "src", "Kernel"), "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary",
            "-tl:off", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false",
            $"-p:UseSharedCompilation={isShared}", $"-p:KernelImage={Escape(image)}",
            $"-p:OsmosisBuiltSymbolTool={Escape(BuiltSymbolTool)}");
        return status == 0 ? [] :
        [
            .. output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal))
                .Select(line => line.Trim()).DefaultIfEmpty(output.Trim()).Distinct(),
        ];
    }

    public void Dispose()
    {
        if (_changed.Count == 0 && _sources.Length > 0)
        {
            File.WriteAllText(Stamp, _sources);
        }

        _oneAtATime.Dispose();
    }

    private void Refresh()
    {
        string sources = SourcesDigest;
        bool isGood = Directory.Exists(_path) && File.Exists(Stamp) && File.ReadAllText(Stamp) == sources;
        File.Delete(Stamp);
        if (!isGood)
        {
            Copy();
        }

        _sources = sources;
    }

    private void Copy()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }

        // The sources of an installed tool are no working tree.
        string[] command = Home.IsInstalled
            ? ["cp", "-r", "-t", Directory.CreateDirectory(_path).FullName, .. Sources()]
            : ["bash", Path.Combine(Home.Root, "tests", "copy-working-tree.sh"), Home.Root, _path];
        (int status, string output) = Run("Copying the sources", command[0], command[1..]);
        if (status != 0)
        {
            throw new LabException($"the sources can't be copied to {_path}: {output.Trim()}");
        }
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFileSystemEntries(Home.Root).Where(entry => entry != Home.Built);

    private static FileStream Lock(string path)
    {
        FileStream? taken;
        while ((taken = FileLock.TryTake(path)) is null)
        {
            Thread.Sleep(FileLock.Pause);
        }

        return taken;
    }

    private static string Escape(string value) => string.Concat(
        value.Select(letter => SpecialToMsbuild.Contains(letter) ? $"%{(int)letter:X2}" : $"{letter}"));

    private static (int Status, string Output) Run(string what, string program, params string[] arguments)
    {
        Console.Error.WriteLine($"{what} …");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
