// ./osmosis disasm: a method's machine code, beside the source.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Symbols;

namespace Osmosis.Cli.Commands;

internal static class DisasmCommand
{
    private const int MostShown = 8;
    private const int MostNear = 3;
    private const int InstructionWidth = 60;

    public static Command Create(Repository repository)
    {
        Argument<string> method = new(
            "method")
        { Description = "A method's name in C#, or a part of it, such as FrameAllocator.AllocateFrame." };
        method.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("a method's name, or a part of it, is missing");
            }
        });
        Command command = new("disasm",
            "Prints a method's instructions beside its source lines. Code inlined from elsewhere stands at the line "
                + "that calls it.") { method };
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Build, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            Show(repository, parsed.GetRequiredValue(method));
            return ExitStatus.Ok;
        });
        return command;
    }

    private static void Show(Repository repository, string method)
    {
        (LinkedImage image, IReadOnlyList<Function> functions) = Read(repository);
        Function[] found = Find(functions, method);
        if (found.Length == 0)
        {
            throw new FailedException(
                $"no method is called '{method}'. Near it: {string.Join(", ", Nearest(functions, method))}");
        }

        if (found.Length > MostShown)
        {
            Messages.Say($"{found.Length} methods match '{method}'; give more of the name:");
            Array.ForEach(found, function => Console.WriteLine(function.Name));
            return;
        }

        Disassembler disassembler = new(image, functions);
        foreach (Function function in found)
        {
            Print(repository, function, disassembler.Instructions(function), image);
        }
    }

    private static (LinkedImage Image, IReadOnlyList<Function> Functions) Read(Repository repository)
    {
        string objects = repository.KernelObjects(KernelBuild.DefaultConfiguration);
        try
        {
            LinkedImage image = LinkedImage.Load(repository.KernelImage);
            MethodNames names = new(File.ReadAllLines(Path.Combine(objects, "assemblies.txt")));
            return (image,
                new FunctionCollector(image, CompiledObject.Load(Path.Combine(objects, "compiled.obj")),
                    names).Functions());
        }
        catch (Exception exception) when (exception is SymbolException or IOException or BadImageFormatException)
        {
            throw new FailedException(
                $"what the build left can't be read ({exception.Message}); remove artifacts/osmosis.elf "
                    + $"to have it built again");
        }
    }

    // A match of the whole name, or of whole parts at its end, wins over a match inside it.
    private static Function[] Find(IReadOnlyList<Function> functions, string method)
    {
        bool IsNamed(Function function) =>
            ("." + function.Name).EndsWith("." + method, StringComparison.OrdinalIgnoreCase);
        Function[] exact = [.. functions.Where(IsNamed)];
        return exact.Length > 0
            ? exact
            : [
                .. functions.Where(function =>
                    function.Name.ToString().Contains(method, StringComparison.OrdinalIgnoreCase))];
    }

    private static IEnumerable<string> Nearest(IReadOnlyList<Function> functions, string method)
    {
        string wanted = method.Split('.')[^1];
        return functions.Select(function => function.Name).Distinct()
            .OrderBy(name => Spelling.Distance(name.Name, wanted)).Take(MostNear).Select(name => name.ToString());
    }

    private static void Print(Repository repository, Function function,
        IReadOnlyList<DisassembledInstruction> instructions, LinkedImage image)
    {
        string symbol = image.Symbols.First(symbol => symbol.Address == function.Start).Name;
        string[] source = function.File is null
            ? [] : File.ReadAllLines(Path.Combine(repository.Sources, function.File));
        Console.WriteLine($"{function.Name}: {function.Size} bytes, {instructions.Count} instructions");
        Console.WriteLine($"symbol {symbol}{(function.File is null ? "" : $", source {function.File}")}");
        foreach (DisassembledInstruction instruction in instructions)
        {
            string line = instruction.Line is uint number
                ? $"{number,4}  {source.ElementAtOrDefault((int)number - 1)?.Trim()}" : "";
            Console.WriteLine(
                $"  {instruction.Address:x8}  {instruction.Text.PadRight(InstructionWidth)} {line}".TrimEnd());
        }

        Console.WriteLine();
    }
}
