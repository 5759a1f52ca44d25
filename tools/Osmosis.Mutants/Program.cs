// Changes the core in one place at a time and asks its tests whether they notice: osmosis-mutants <repository> [part of
// a path]
using Osmosis.Mutants;

if (args is [Worker.Option, string folder])
{
    return Worker.Serve(folder);
}

if (args is not [string root, ..])
{
    Console.Error.WriteLine("usage: Osmosis.Mutants <repository> [part of a path below src/Memory or src]");
    return 2;
}

try
{
    return Trial.Of(Path.GetFullPath(root), args.ElementAtOrDefault(1) ?? "");
}
catch (Exception failure) when (failure is InvalidDataException or IOException)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}
