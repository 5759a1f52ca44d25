// The tests of one start, as on the boot command line.
using System.Text;

namespace Osmosis.Testing.Host;

internal static class Ranges
{
    /// <summary>The most characters that the runner in the image keeps.</summary>
    public const int MostCharacters = 1024;

    /// <summary>The first tests of a list, as many as fit.</summary>
    /// <param name="tests">Ascending by index; at least one.</param>
    /// <returns>As in <c>0-4,7</c>, and how many they are.</returns>
    public static (string Text, int Count) Of(IReadOnlyList<ListedTest> tests)
    {
        StringBuilder text = new();
        int count = 0;
        while (count < tests.Count)
        {
            int last = count;
            while (last + 1 < tests.Count && tests[last + 1].Index == tests[last].Index + 1)
            {
                last++;
            }

            string range = $"{(count > 0 ? "," : "")}{tests[count].Index}-{tests[last].Index}";
            if (text.Length + range.Length > MostCharacters)
            {
                break;
            }

            text.Append(range);
            count = last + 1;
        }

        return (text.ToString(), count);
    }
}
