// The list of tests in an assembly: read, not loaded, for the assembly is one of the bare machine's.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Osmosis.Testing.Host;

/// <param name="Image">The path of what boots.</param>
/// <param name="Assembly">The path of what it was compiled from.</param>
/// <param name="Tests">In the order in which they run.</param>
/// <param name="Folders">
/// Where a folder's name in the image leads: the name, and the folder's path. A folder comes before the one around it.
/// </param>
internal sealed record TestList(string Image, string Assembly, IReadOnlyList<ListedTest> Tests,
    IReadOnlyList<(string Mapped, string Folder)> Folders)
{
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="InvalidDataException">The second is no such assembly.</exception>
    public static TestList Read(string image, string assembly)
    {
        if (!File.Exists(image))
        {
            throw new FileNotFoundException($"there is no image {image}: build the test project");
        }

        try
        {
            using PEReader file = new(File.OpenRead(assembly));
            MetadataReader metadata = file.GetMetadataReader();
            List<(string Kind, BlobReader Arguments)> marks = [.. metadata.GetAssemblyDefinition()
                .GetCustomAttributes().Select(handle => Mark(metadata, metadata.GetCustomAttribute(handle)))];
            (string Mapped, string Folder)[] folders = [.. marks.Where(mark => mark.Kind == "SourceFolderAttribute")
                .Select(mark => FolderOf(mark.Arguments)).OrderByDescending(folder => folder.Mapped.Length)];
            TestList list = new(image, assembly, [], folders);
            return list with
            {
                Tests = [.. marks.Where(mark => mark.Kind == "ListedTestAttribute")
                    .Select((mark, index) => list.TestOf(index, mark.Arguments))],
            };
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{assembly} isn't the assembly of a test image: {exception.Message}");
        }
    }

    /// <summary>The path of a source file, which the image names as the compiler maps paths.</summary>
    public string PathOf(string file)
    {
        (string mapped, string folder) = Folders.FirstOrDefault(pair =>
            file.StartsWith(pair.Mapped, StringComparison.Ordinal));
        return mapped is null ? file : folder + file[mapped.Length..];
    }

    private static (string Kind, BlobReader Arguments) Mark(MetadataReader metadata, CustomAttribute attribute)
    {
        BlobReader arguments = metadata.GetBlobReader(attribute.Value);
        const ushort Prolog = 1;
        bool isOwn = attribute.Constructor.Kind == HandleKind.MethodDefinition && arguments.ReadUInt16() == Prolog;
        return isOwn
            ? (metadata.GetString(metadata.GetTypeDefinition(metadata.GetMethodDefinition(
                (MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()).Name), arguments)
            : ("", arguments);
    }

    private static (string Mapped, string Folder) FolderOf(BlobReader arguments) =>
        (arguments.ReadSerializedString()!, arguments.ReadSerializedString()!);

    private ListedTest TestOf(int index, BlobReader arguments)
    {
        string name = arguments.ReadSerializedString()!;
        string file = PathOf(arguments.ReadSerializedString()!);
        int line = arguments.ReadInt32();
        string skip = arguments.ReadSerializedString()!;
        int seconds = arguments.ReadInt32();
        return new ListedTest(index, name, file, line, skip,
            TimeSpan.FromSeconds(seconds > 0 ? seconds : ListedTest.UsualSeconds));
    }
}
