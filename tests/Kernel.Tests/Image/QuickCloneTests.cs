// --quick builds no clone, which takes as long as all other quick tests together.
using System.Reflection;

namespace Osmosis.Kernel.Tests.Image;

public sealed class QuickCloneTests
{
    [Fact]
    public void Every_class_that_works_in_the_clone_is_slow()
    {
        Type[] classes = [.. typeof(FreshClone).Assembly.GetTypes().Where(WorksInTheClone)];
        Assert.NotEmpty(classes);
        Assert.All(classes, type => Assert.True(type.IsDefined(typeof(SlowAttribute)), type.Name));
    }

    private static bool WorksInTheClone(Type type) =>
        type.GetConstructors().Any(constructor =>
            constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(FreshClone)))
        || type.GetCustomAttribute<CollectionAttribute>()?.Name == FreshCloneCollection.Name;
}
