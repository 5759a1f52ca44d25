// --quick never leaves out all tests of a folder.
using System.Reflection;

namespace Osmosis.Tests;

public sealed class QuickRunTests
{
    [Fact]
    public void Every_folder_of_tests_has_one_that_is_not_slow()
    {
        var folders =
            from type in typeof(QuickRunTests).Assembly.GetTypes()
            from method in type.GetMethods()
            let fact = method.GetCustomAttribute<FactAttribute>()
            where fact is not null
            let isQuick = !fact.Explicit && !method.IsDefined(typeof(SlowAttribute))
                && !type.IsDefined(typeof(SlowAttribute))
            group isQuick by Path.GetDirectoryName(fact.SourceFilePath) into folder
            select (Folder: folder.Key, HasQuick: folder.Contains(true));
        Assert.True(folders.Count() > 1);
        Assert.Empty(folders.Where(folder => !folder.HasQuick).Select(folder => folder.Folder));
    }
}
