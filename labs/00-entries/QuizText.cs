// The questions as a student gets them, and the answers as a student writes them.
using System.Globalization;
using System.Text;

namespace Osmosis.Lab.Entries;

internal static class QuizText
{
    /// <summary>tables.md: the tables and the questions.</summary>
    public static string Write(Quiz quiz)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Your tables\n\nCR3 is 0x{quiz.Tables.Directory:x8}. ");
        text.AppendLine("Words that aren't listed are 0. Addresses on the left are physical.\n\n```");
        foreach ((uint number, _) in quiz.Tables.DirectoryEntries)
        {
            Line(text, quiz, quiz.Tables.Directory + (number * 4), $"directory entry {number}");
        }

        foreach (QuizPage page in quiz.Tables.Pages)
        {
            (uint number, uint entry) = quiz.Tables.DirectoryEntries.Single(table => table.Number == page.Page >> 22);
            uint index = (page.Page >> 12) & 1023;
            Line(text, quiz, (entry & ~0xFFFu) + (index * 4), "");
        }

        text.AppendLine("```\n\n# Questions\n");
        for (int question = 0; question < quiz.Questions.Count; question++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{question + 1}. {quiz.Questions[question].Text}");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>answers.txt, with nothing behind the numbers yet.</summary>
    public static string Form(Quiz quiz) => string.Concat(
        Enumerable.Range(1, quiz.Questions.Count).Select(number => $"{number}: \n"));

    /// <summary>Each question's answer and its line; a line that can't be read is an error.</summary>
    public static Dictionary<int, (string Answer, int Line)> Read(string text, int questions, List<string> errors)
    {
        Dictionary<int, (string, int)> answers = [];
        string[] lines = text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            string trimmed = lines[line].Trim();
            if (trimmed.Length == 0 || trimmed.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = trimmed.Split(':', 2);
            if (parts.Length != 2 || !int.TryParse(parts[0], out int number) || number < 1 || number > questions
                || !answers.TryAdd(number, (parts[1].Trim(), line + 1)))
            {
                errors.Add($"answers.txt:{line + 1}: a line is 'NUMBER: ANSWER', and each number comes once");
            }
        }

        return answers;
    }

    /// <summary>Whether two answers say the same: numbers in any base, words in any case.</summary>
    public static bool AreSame(string given, string right) =>
        Number(given) is { } number ? number == Number(right)
        : string.Equals(given, right, StringComparison.OrdinalIgnoreCase);

    private static uint? Number(string text)
    {
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return uint.TryParse(isHexadecimal ? text[2..] : text,
            isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture,
            out uint number) ? number : null;
    }

    private static void Line(StringBuilder text, Quiz quiz, uint address, string remark) => text.AppendLine(
        $"0x{address:x8}: 0x{quiz.Tables.Read(address):x8}{(remark.Length == 0 ? "" : "   " + remark)}");
}
