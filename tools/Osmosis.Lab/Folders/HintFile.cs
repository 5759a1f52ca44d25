namespace Osmosis.Lab.Folders;

/// <summary>A lab's hints: each begins with a line "## 1", "## 2", "## 3".</summary>
internal static class HintFile
{
    public static IReadOnlyList<string> Read(string file)
    {
        List<string> hints = [];
        foreach (string line in File.ReadAllLines(file))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                hints.Add("");
            }
            else if (hints.Count > 0)
            {
                hints[^1] += line + "\n";
            }
        }

        return [.. hints.Select(hint => hint.Trim())];
    }
}
