// Where the tested image and the project's other files are.
namespace Osmosis.Kernel.Tests;

internal static class Checkout
{
    /// <summary>The repository's folder: the nearest one above the test assembly that holds the solution.</summary>
    public static readonly string Root = FindRoot();

    public static readonly string Image = Path.Combine(Root, "artifacts", "osmosis.elf");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Osmosis.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
