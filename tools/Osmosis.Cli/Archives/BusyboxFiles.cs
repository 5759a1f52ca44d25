// The first files of ./osmosis sh: busybox under the names of its applets, the programs in C#, and what a shell
// expects.
using System.Text;
using Osmosis.Cli.Building;
using Osmosis.Emulators;

namespace Osmosis.Cli.Archives;

internal static class BusyboxFiles
{
    private const uint ForAll = 0x1ED;
    private const uint ForReading = 0x1A4;
    private const uint ForRoot = 0x1C0;
    private const uint ForEverybody = 0x3FF;
    private const string Busybox = "bin/busybox";

    // Of 2000, as in images (build/iso.sh): the same files make the same archive.
    private static readonly long s_time = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    // busybox asks the first process, which is no init, unless it is forced.
    private const string Profile = """
        export PATH=/bin:/demos HOME=/root USER=root
        export PS1='\w # '
        alias poweroff='poweroff -f' halt='halt -f' reboot='reboot -f'
        cd

        """;

    private static readonly (string Path, string Text)[] s_texts =
    [
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
        ("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
        ("etc/hostname", "osmosis\n"),
        ("etc/profile", Profile),
    ];

    private static readonly (string Path, uint Permissions)[] s_folders =
    [
        ("bin", ForAll), ("demos", ForAll), ("etc", ForAll), ("home", ForAll), ("proc", ForAll), ("root", ForRoot),
        ("tmp", ForEverybody), ("usr", ForAll),
    ];

    // Programs are looked for in these folders, too.
    private static readonly (string Path, string Target)[] s_links =
        [("sbin", "bin"), ("usr/bin", "../bin"), ("usr/sbin", "../bin")];

    /// <summary>All of them; the programs in C# have been built.</summary>
    /// <param name="busybox">A static busybox for the i386.</param>
    /// <exception cref="FailedException">It has no table of applets.</exception>
    public static IReadOnlyList<ArchiveEntry> Make(byte[] busybox) =>
        [
            .. s_folders.Select(folder => ArchiveEntry.Folder(folder.Path, folder.Permissions, s_time)),
            .. s_texts.Select(text =>
                ArchiveEntry.File(text.Path, ForReading, s_time, Encoding.UTF8.GetBytes(text.Text))),
            ArchiveEntry.File(Busybox, ForAll, s_time, busybox),
            .. s_links.Select(link => ArchiveEntry.Link(link.Path, link.Target, s_time)),
            .. BusyboxApplets.In(busybox).Where(applet => applet != "busybox")
                .Select(applet => ArchiveEntry.Link($"bin/{applet}", "busybox", s_time)),
            .. Directory.EnumerateFiles(ProgramBuild.Folder)
                .Select(file =>
                    ArchiveEntry.File($"demos/{Path.GetFileName(file)}", ForAll, s_time, File.ReadAllBytes(file))),
        ];
}
