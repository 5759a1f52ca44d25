// The build's symbol tool:
//   Osmosis.Symbols table IMAGE OBJECT OUTPUT LIST   makes OUTPUT.bin, and OUTPUT.s which includes it, text for the
//                                                    GNU assembler; LIST is a file that lists assemblies
//   Osmosis.Symbols debug IMAGE OBJECT OUTPUT LIST   makes OUTPUT, such text as well: debug information in DWARF
//   Osmosis.Symbols check IMAGE IMAGE                two links put all code at the same addresses
// Prints nothing when all is well. On failure prints one line, an error code and its text.
using System;
using Osmosis.Symbols;
using Osmosis.Symbols.Dwarf;

try
{
    switch (args)
    {
        case ["table", string image, string compiled, string output, string list]:
            MakeTable(image, compiled, output, File.ReadAllLines(list));
            return 0;
        case ["debug", string image, string compiled, string output, string list]:
            MakeDebugInformation(LinkedImage.Load(image), CompiledObject.Load(compiled), output,
                new MethodNames(File.ReadAllLines(list)));
            return 0;
        case ["check", string first, string second]:
            CheckAddresses(LinkedImage.Load(first), LinkedImage.Load(second));
            return 0;
        default:
            throw new SymbolException(
                "usage: table IMAGE OBJECT OUTPUT LIST | debug IMAGE OBJECT OUTPUT LIST | check IMAGE IMAGE");
    }
}
catch (Exception exception)
    when (exception is SymbolException or IOException or ArgumentOutOfRangeException or BadImageFormatException)
{
    string what = args is ["debug", ..] ? "OSM0005 the debug information" : "OSM0004 the symbol table";
    Console.WriteLine($"{what} cannot be made: {exception.Message.ReplaceLineEndings(" ")}");
    return 1;
}

static void MakeTable(string imagePath, string compiled, string output, string[] assemblies)
{
    LinkedImage image = LinkedImage.Load(imagePath);
    FunctionCollector collector = new(image, CompiledObject.Load(compiled), new MethodNames(assemblies));
    IReadOnlyList<string> labels = collector.Labels();
    File.WriteAllBytes(output + ".bin", TableWriter.Write(collector.Functions(), labels, image.CodeStart));
    File.WriteAllLines(output + ".s",
    [
        "# The symbol table: made by tools/Osmosis.Symbols.",
        ".section .symbols, \"a\", @progbits",
        ".balign 4",
        $".incbin \"{Path.GetFileName(output)}.bin\"",
        .. labels.Select(label => $".long {label}"),
    ]);
}

static void MakeDebugInformation(LinkedImage image, CompiledObject compiled, string output, MethodNames names)
{
    using StreamWriter text = new(output);
    new DebugInformation(image, compiled, names, text).Write(new FunctionCollector(image, compiled, names));
}

static void CheckAddresses(LinkedImage first, LinkedImage second)
{
    (string Name, uint Address)[] Code(LinkedImage image) =>
        [.. image.Symbols.Where(symbol => image.IsCode(symbol.Address))
            .Select(symbol => (symbol.Name, symbol.Address))];
    (string Name, uint Address) moved = Code(first).Except(Code(second)).FirstOrDefault();
    if (moved.Name is not null)
    {
        throw new SymbolException(
            $"the table moved the code that it describes: {moved.Name} was at 0x{moved.Address:x} without it. The "
                + $"linker script must put .symbols behind all code");
    }
}
