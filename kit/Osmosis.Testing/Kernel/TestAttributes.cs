// The marks by which a method becomes a test.
using System;

namespace Osmosis.Testing;

/// <summary>
/// A test: a static method without parameters or result, visible in its assembly, in a type that isn't generic. It
/// passes when it returns.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TestAttribute : Attribute
{
    /// <summary>Why the test isn't run.</summary>
    public string? Skip { get; set; }

    /// <summary>Seconds after which the test counts as hanging, and its machine is ended. 10 without it.</summary>
    public int TimeLimit { get; set; }
}

/// <summary>
/// Prepares the machine for tests: the one static method that runs before the first test after every start. It takes
/// what <c>kernel_main</c> takes (two <c>uint</c>: the address of the Multiboot information, and the loader's magic
/// number), or nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BeforeTestsAttribute : Attribute;

/// <summary>An entry of the list of tests, written by the generator for the host, which reads the assembly.</summary>
/// <param name="name">The test's full name.</param>
/// <param name="file">Its source file, as the compiler maps paths.</param>
/// <param name="line">Its line there, from 1.</param>
/// <param name="skip">Why it isn't run; empty to run it.</param>
/// <param name="timeLimit">Seconds; 0 for the usual limit.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ListedTestAttribute(string name, string file, int line, string skip, int timeLimit) : Attribute
{
    public string Name { get; } = name;

    public string File { get; } = file;

    public int Line { get; } = line;

    public string Skip { get; } = skip;

    public int TimeLimit { get; } = timeLimit;
}

/// <summary>A folder's name in the image, and its own: written by the generator for the host.</summary>
/// <param name="mapped">The name that the compiler gives it.</param>
/// <param name="folder">Its path.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class SourceFolderAttribute(string mapped, string folder) : Attribute
{
    public string Mapped { get; } = mapped;

    public string Folder { get; } = folder;
}
