// A new folder that can't be made wholly is not left behind.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

public sealed class FolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-lab-").FullName;

    [Fact]
    public void A_folder_that_could_not_be_prepared_is_gone()
    {
        string path = Path.Combine(_folder, "lab");
        Assert.Throws<LabException>(() => FolderMaker.Make(new Unprepared(), path, null, 1));
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_folder_that_was_there_stays_and_is_empty()
    {
        Assert.Throws<LabException>(() => FolderMaker.Make(new Unprepared(), _folder, null, 1));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>As lab 12, whose image may not be built.</summary>
    private sealed class Unprepared : LabDefinition
    {
        public override int Number => 12;

        public override string Title => "";

        public override string Trains => "";

        public override string FileName => "report.txt";

        public override IReadOnlyList<Rule> Rules => [];

        public override Verdict Check(LabWork work) => throw new NotSupportedException();

        public override void Prepare(string folder, int seed) => throw new LabException("no image");
    }
}
