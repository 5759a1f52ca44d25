using Osmosis.Programs.Elf;

namespace Osmosis.Programs.Tests.Userland;

/// <summary>The file of a program in C#, as the kernel reads it.</summary>
internal sealed record ProgramFile(byte[] Bytes, ElfImage Image, IReadOnlyList<ElfSegment> Segments)
{
    public static ProgramFile Read(string name)
    {
        byte[] bytes = File.ReadAllBytes(BuiltProgram.PathOf(name));
        ElfReader<ByteFile> reader = new(new ByteFile(bytes));
        Assert.Equal(ElfError.None, reader.Read(0, out ElfImage image));
        List<ElfSegment> segments = [];
        for (uint i = 0; i < image.HeaderCount; i++)
        {
            Assert.Equal(ElfError.None, reader.ReadSegment(in image, i, out ElfSegment segment));
            if (segment.Pages != 0)
            {
                segments.Add(segment);
            }
        }

        return new ProgramFile(bytes, image, segments);
    }
}
