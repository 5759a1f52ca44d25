// What is wrong with a command line, in one line.
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Osmosis.Cli;

internal static class UsageError
{
    // The boot command line may be empty.
    private static readonly string[] s_mayBeEmpty = ["--append"];

    /// <summary>The first error, with the help to read; null if there is none.</summary>
    public static string? Of(ParseResult parsed)
    {
        if ((FirstError(parsed) ?? UnknownOption(parsed) ?? EmptyValue(parsed)) is not { } message)
        {
            return null;
        }

        string name = string.Join(' ', CommandsOf(parsed).Skip(1).Select(command => command.Name).Prepend(Home.Name));
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{line} (see {name} --help)";
    }

    // From the outermost to the one that was called.
    private static IEnumerable<Command> CommandsOf(ParseResult parsed)
    {
        List<Command> commands = [];
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            commands.AddRange(result is CommandResult called ? [called.Command] : []);
        }

        commands.Reverse();
        return commands;
    }

    private static string? FirstError(ParseResult parsed) =>
        parsed.Errors.Count == 0 ? null : parsed.Errors[0].Message + Suggestion(parsed);

    private static string Suggestion(ParseResult parsed) =>
        parsed.UnmatchedTokens is [{ } word, ..] ? Suggestion(parsed.CommandResult.Command, word) : "";

    private static string Suggestion(Command command, string word)
    {
        IEnumerable<string> known = command.Subcommands.Select(inner => inner.Name)
            .Concat(command.Options.Select(option => option.Name));
        return Spelling.Nearest(word, known) is { } meant ? $" Did you mean {meant}?" : "";
    }

    // A command that takes any number of words would take a misspelt option for one of them. Words behind "--" are
    // meant so.
    private static string? UnknownOption(ParseResult parsed)
    {
        List<Token> before = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value is ['-', _, ..] && before.Contains(token))
            .Select(token =>
                $"Unrecognized option '{token.Value}'.{Suggestion(parsed.CommandResult.Command, token.Value)}")
            .FirstOrDefault();
    }

    // An empty value comes from an unset variable of a script. Nothing sensible is called so.
    private static string? EmptyValue(ParseResult parsed) => parsed.CommandResult.Children.OfType<OptionResult>()
        .Where(result =>
            !s_mayBeEmpty.Contains(result.Option.Name) && result.Tokens.Any(token => token.Value.Length == 0))
        .Select(result => $"{result.Option.Name}: its value is empty").FirstOrDefault();
}
