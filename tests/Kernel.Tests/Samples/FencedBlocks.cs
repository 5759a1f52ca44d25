// The blocks of a document in Markdown.
namespace Osmosis.Kernel.Tests.Samples;

internal static class FencedBlocks
{
    /// <summary>The text between each line that opens a block and the next line that closes one.</summary>
    public static string[] Of(string document, string opening)
    {
        List<string> blocks = [];
        string[] parts = document.Split("```");
        for (int i = 1; i < parts.Length; i += 2)
        {
            string block = "```" + parts[i];
            if (block.StartsWith(opening, StringComparison.Ordinal))
            {
                blocks.Add(block[opening.Length..]);
            }
        }

        return [.. blocks];
    }
}
