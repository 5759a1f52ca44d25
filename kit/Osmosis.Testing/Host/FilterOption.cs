using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.CommandLine;

namespace Osmosis.Testing.Host;

/// <summary>The option <c>--filter</c>.</summary>
internal sealed class FilterOption : ICommandLineOptionsProvider
{
    private const string Name = "filter";

    public string Uid => "osmosis.testing.filter";

    public string Version => "1";

    public string DisplayName => "OS/mosis in-kernel tests: filter";

    public string Description => "Chooses tests";

    /// <summary>What the command line asks for: all tests without the option.</summary>
    public static Func<ListedTest, bool> Of(ICommandLineOptions options) =>
        options.TryGetOptionArgumentList(Name, out string[]? texts) ? Filter.Parse(texts[0]) : _ => true;

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public IReadOnlyCollection<CommandLineOption> GetCommandLineOptions() =>
    [
        new(Name, "Runs tests whose full name has this text; or as in Name=X, ClassName~Y, !=, !~, with & | ( ).",
            ArgumentArity.ExactlyOne, isHidden: false),
    ];

    public Task<ValidationResult> ValidateOptionArgumentsAsync(CommandLineOption commandOption, string[] arguments)
    {
        try
        {
            Filter.Parse(arguments[0]);
            return ValidationResult.ValidTask;
        }
        catch (FormatException exception)
        {
            return ValidationResult.InvalidTask($"--{Name}: {exception.Message}");
        }
    }

    public Task<ValidationResult> ValidateCommandLineOptionsAsync(ICommandLineOptions commandLineOptions) =>
        ValidationResult.ValidTask;
}
