// The options for the files that the kernel finds in memory, shared by the commands that boot one.
using System.CommandLine;
using Osmosis.Cli.Archives;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal sealed class FilesOptions
{
    private readonly Option<string?> _files = new("--files")
    {
        Description = "A folder whose files programs find below /.",
        HelpName = "folder",
    };

    private readonly Option<string?> _archive = new("--initrd")
    {
        Description =
            "A cpio archive (newc; gzip may have compressed it) with the files, or a program, in place of --files.",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_archive);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_files) is not null && result.GetValue(_archive) is not null)
            {
                result.AddError("--files and --initrd exclude each other");
            }
        });
    }

    /// <summary>Whether there is a boot module to make.</summary>
    public bool AreGiven(ParseResult parsed) =>
        parsed.GetValue(_archive) is not null || parsed.GetValue(_files) is not null;

    /// <summary>The boot module, made in a temporary folder if it must be; null when neither option is given.</summary>
    /// <exception cref="FailedException">The files can't be read or packed.</exception>
    public async Task<string?> ModuleAsync(ParseResult parsed, TemporaryFolder folder, CancellationToken cancel) =>
        parsed.GetValue(_archive) is { } archive ? await BootModule.TakeAsync(archive, folder, cancel)
        : parsed.GetValue(_files) is { } files ? BootModule.Pack(folder, await HostFolder.ReadAsync(files, cancel))
        : null;
}
