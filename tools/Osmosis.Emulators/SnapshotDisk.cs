// The disk for QEMU's snapshots of a machine.
using System.Diagnostics;

namespace Osmosis.Emulators;

/// <summary>The kernel never sees it, because it is connected to nothing.</summary>
public static class SnapshotDisk
{
    private const string Name = "snapshots";

    /// <summary>Makes the disk in a folder, and returns QEMU's arguments for it.</summary>
    /// <exception cref="EmulatorException">The tool that makes it is missing or failed.</exception>
    public static async Task<string[]> MakeAsync(string folder, CancellationToken cancel = default)
    {
        using Process tool =
            await ChildLauncher.StartAsync(Recording.ImageTool, folder, ["create", "-q", "-f", "qcow2", Name, "1M"]);
        string error = await tool.StandardError.ReadToEndAsync(cancel);
        await tool.WaitForExitAsync(cancel);
        if (tool.ExitCode != 0)
        {
            throw new EmulatorException($"{Recording.ImageTool} made no disk for snapshots: {error.Trim()}");
        }

        // A comma inside a value of QEMU's option syntax is written twice. The vapic, an aid for guests under KVM, is
        // off: loading a snapshot resets it, and the reset waits for a processor that waits for the snapshot.
        string path = Path.Combine(folder, Name).Replace(",", ",,", StringComparison.Ordinal);
        return ["-global", "apic-common.vapic=off", "-drive", $"file={path},if=none,id=snapshots"];
    }
}
