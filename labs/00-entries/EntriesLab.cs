// Lab 0: no code, ten questions. Each is a rule of its own.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Entries;

namespace Osmosis.Lab.Exercises;

public sealed class EntriesLab : LabDefinition
{
    private const int Points = 10;

    private static readonly (string Kind, string Title)[] _rules =
    [
        ("directory-entry", "Which directory entry an address uses"),
        ("entry-address", "Where a table entry lies"),
        ("resolve", "The physical address behind a virtual one"),
        ("not-mapped", "What is mapped, and what isn't"),
        ("kernel-writes", "Who may write: rights of both entries"),
        ("program-reads", "Who may read: bit 2 of both entries"),
        ("program-writes", "A directory entry's rights are for all its pages"),
        ("error-code", "The error code of a page fault"),
        ("frame", "From a frame back to its page"),
        ("invalidate", "When a change needs INVLPG"),
    ];

    public override int Number => 0;

    public override string Title => "Read an entry";

    public override string Trains => "formats, index arithmetic";

    public override string FileName => "answers.txt";

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        .. _rules.Select(rule => new Rule(
            rule.Kind, rule.Title, Points, "P1, P3, P4", "Intel SDM volume 3, 4.3, 4.6, 4.7 and 4.10")),
    ];

    protected override string WhyNotBooted => "it has questions, and no code";

    public override void Prepare(string folder, int seed)
    {
        Quiz quiz = new(seed);
        File.WriteAllText(Path.Combine(folder, "tables.md"), QuizText.Write(quiz));
        File.WriteAllText(Path.Combine(folder, FileName), QuizText.Form(quiz));
    }

    public override Verdict Check(LabWork work)
    {
        if (work.Seed == 0)
        {
            return Unjudged(null, ["no verdict: the folder's lab.json has the seed of the questions, and is missing"]);
        }

        Quiz quiz = new(work.Seed);
        List<string> errors = [];
        Dictionary<int, (string Answer, int Line)> answers = QuizText.Read(work.Text, quiz.Questions.Count, errors);
        if (errors.Count > 0)
        {
            return Unjudged(0, errors);
        }

        List<RuleVerdict> rules = [];
        for (int number = 0; number < quiz.Questions.Count; number++)
        {
            rules.Add(Judge(Rules[number], quiz.Questions[number],
                answers.TryGetValue(number + 1, out (string Answer, int Line) given) ? given : ("", 0)));
        }

        return new Verdict(Number, rules.Sum(rule => rule.Points), rules.Sum(rule => rule.Of), rules, 0, [], 0, 0, true,
            1, 0, "", []);
    }

    private RuleVerdict Judge(Rule rule, Question question, (string Answer, int Line) given)
    {
        RuleVerdict verdict = RuleVerdict.NotReached(rule) with { Reached = given.Answer.Length > 0 };
        if (given.Answer.Length == 0)
        {
            return verdict with { Why = "no answer yet" };
        }

        return QuizText.AreSame(given.Answer, question.Answer)
            ? verdict with { Passed = true, Points = rule.Points }
            : verdict with
            {
                What = question.Text.TrimEnd('.', '?'),
                Said = $"your answer is {given.Answer}, and it isn't right",
                Line = $"{FileName}:{given.Line}",
                Method = "your answers",
                Why = question.Why,
            };
    }
}
