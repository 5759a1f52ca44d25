// Runs the tools that make images, so that they leave no trace of the time.
namespace Osmosis.Cli.Images;

/// <param name="Folder">Where they run.</param>
internal sealed record ImageTools(string Folder, CancellationToken Cancel)
{
    /// <summary>The value of every time stamp in an image.</summary>
    public static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] s_environment =
        [$"SOURCE_DATE_EPOCH={new DateTimeOffset(Epoch).ToUnixTimeSeconds()}", "TZ=UTC"];

    /// <exception cref="FailedException">The program failed. What it said has been printed.</exception>
    public async Task RunAsync(string program, params string[] arguments)
    {
        ProcessOutput output =
            await ProcessOutput.OfAsync("env", [.. s_environment, program, .. arguments], Folder, Cancel);
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException($"{program} failed with status {output.Status}");
        }
    }
}
