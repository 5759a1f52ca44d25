// ./osmosis lab boot: a student's file, or a planted bug, in a kernel that runs.
using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Osmosis.Cli;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Commands;

internal static class BootCommand
{
    /// <summary>The folder whose image ./osmosis takes as it is (tools/Osmosis.Cli/Repository.cs).</summary>
    private const string TestedVariable = "OSMOSIS_TESTED";

    public static Command Create()
    {
        Argument<string> folder = CheckCommand.FolderArgument();
        Option<bool> explore = new("--explore") { Description = "In the browser, with its memory drawn live." };
        Option<bool> debug = new("--debug") { Description = "Under gdb." };
        Option<string?> append = new("--append")
        {
            Description = "Boot command line, such as 'heap=plain'; not in the browser.",
            HelpName = "words",
        };
        Command command = new("boot",
            "Boots a kernel with your code in it (labs 3 to 6), whose monitor has the command 'lab'; or lab 12's "
                + "kernel, which has a bug.") { folder, explore, debug, append };
        command.Validators.Add(result =>
        {
            if (result.GetValue(explore) && result.GetValue(debug))
            {
                result.AddError("--explore and --debug: give one of the two");
            }
            else if (result.GetValue(explore) && result.GetValue(append) is not null)
            {
                result.AddError("--append: the browser's machine boots without words; leave --explore out");
            }
        });
        command.SetAction(parsed =>
        {
            StudentFolder student = StudentFolder.Open(parsed.GetRequiredValue(folder));
            string images = Path.GetFullPath(Path.Combine(student.Path, ".lab"));
            IReadOnlyList<string> errors = student.Lab.MakeImage(student.Read(depth: 0), images);
            foreach (string error in errors)
            {
                Console.Error.WriteLine($"osmosis: {error}");
            }

            return errors.Count > 0 ? ExitStatus.Failed
                : Boot(images, (parsed.GetValue(explore), parsed.GetValue(debug), parsed.GetValue(append)) switch
                {
                    (true, _, _) => ["explore"],
                    (_, true, { } words) => ["debug", .. words.Split(' ')],
                    (_, true, null) => ["debug"],
                    (_, _, { } words) => ["run", "--append", words],
                    _ => ["run"],
                });
        });
        return command;
    }

    private static int Boot(string images, string[] command)
    {
        // A command that is told to take an image builds nothing, not even itself.
        if (!Home.IsInstalled && Environment.GetEnvironmentVariable(TestedVariable) is null or "")
        {
            Run(["--help"], images: null);
        }

        // Ctrl-C is for the kernel, or for gdb.
        using PosixSignalRegistration interrupts =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        return Run(command, images);
    }

    private static int Run(string[] words, string? images)
    {
        (string program, string[] arguments) = Home.Command(words);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = images is null };
        if (images is not null)
        {
            start.Environment[TestedVariable] = images;
        }

        using Process process = Process.Start(start)!;
        if (images is null)
        {
            process.StandardOutput.ReadToEnd();
        }

        process.WaitForExit();
        return process.ExitCode;
    }
}
