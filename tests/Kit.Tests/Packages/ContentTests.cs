// What is in the packages: the files that Content/ lists, and the same bytes each time.
using System.IO.Compression;
using System.IO.Enumeration;
using System.Text;
using System.Xml.Linq;

namespace Osmosis.Kit.Tests.Packages;

[Collection(PackedKitCollection.Name)]
[Slow]
public sealed class ContentTests(PackedKit kit)
{
    // NuGet's own.
    private static readonly string[] s_frame = ["_rels/.rels", "[Content_Types].xml"];

    [Fact]
    public void Each_package_has_the_files_that_are_listed()
    {
        string lists = Path.Combine(Checkout.Root, "tests", "Kit.Tests", "Packages", "Content");
        Assert.Equal(Directory.GetFiles(lists).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
            Directory.GetFiles(kit.Packages).Select(Name).Order(StringComparer.Ordinal));
        foreach (string package in Directory.GetFiles(kit.Packages))
        {
            using ZipArchive archive = ZipFile.OpenRead(package);
            string[] files =
            [
                .. archive.Entries.Select(entry => entry.FullName)
                    .Where(name => !s_frame.Contains(name) && !name.StartsWith("package/", StringComparison.Ordinal)),
            ];
            string[] listed = File.ReadAllLines(Path.Combine(lists, $"{Name(package)}.txt"));
            Assert.DoesNotContain(files, file => !listed.Any(line => IsOf(line, file)));
            Assert.DoesNotContain(listed, line => !files.Any(file => IsOf(line, file)));
            Assert.DoesNotContain(files, file => file.Split('/').Intersect(["bin", "obj"]).Any());
        }
    }

    [Fact]
    public void Each_package_has_readme_licence_and_the_one_version()
    {
        foreach (string package in Directory.GetFiles(kit.Packages))
        {
            using ZipArchive archive = ZipFile.OpenRead(package);
            using Stream text = archive.GetEntry($"{Name(package)}.nuspec")!.Open();
            XElement metadata = XDocument.Load(text).Root!.Elements().Single();
            string Of(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
            Assert.Equal("MIT", Of("license"));
            Assert.Equal("README.md", Of("readme"));
            Assert.Equal(kit.Version, Of("version"));
            Assert.NotNull(archive.GetEntry("LICENSE"));
        }
    }

    /// <summary>Compilers write paths as UTF-8 and, into strings of code, as UTF-16.</summary>
    [Fact]
    public async Task No_package_names_the_folder_in_which_it_was_made()
    {
        byte[][] names = [Encoding.UTF8.GetBytes(Checkout.Root), Encoding.Unicode.GetBytes(Checkout.Root)];
        List<string> found = [];
        foreach (string package in Directory.GetFiles(kit.Packages))
        {
            await using ZipArchive archive = await ZipFile.OpenReadAsync(package);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                using MemoryStream bytes = new();
                await using (Stream contents = await entry.OpenAsync())
                {
                    await contents.CopyToAsync(bytes);
                }

                if (names.Any(name => bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(name) >= 0))
                {
                    found.Add($"{Name(package)}: {entry.FullName}");
                }
            }
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task Packing_again_gives_the_same_bytes()
    {
        DirectoryInfo again = Directory.CreateTempSubdirectory("osmosis-again-");
        try
        {
            await PackedKit.PackAsync(again.FullName);
            Assert.NotEmpty(again.GetFiles());
            foreach (FileInfo package in again.GetFiles())
            {
                Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(kit.Packages, package.Name)),
                    await File.ReadAllBytesAsync(package.FullName));
            }
        }
        finally
        {
            again.Delete(recursive: true);
        }
    }

    // In a list * stands for any letters, / too: for sources, and for names that have a hash in them.
    private static bool IsOf(string line, string file) =>
        FileSystemName.MatchesSimpleExpression(line, file, ignoreCase: false);

    private static string Name(string package)
    {
        string file = Path.GetFileNameWithoutExtension(package);
        return string.Join('.', file.Split('.').TakeWhile(part => !char.IsAsciiDigit(part[0])));
    }
}
