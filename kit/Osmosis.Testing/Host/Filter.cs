// What --filter takes: the language of `dotnet test --filter`.
namespace Osmosis.Testing.Host;

/// <summary>
/// <code>
///  filter     = all { "|" all }
///  all        = one { "&amp;" one }
///  one        = "(" filter ")" | text | property operator text
///  property   = "FullyQualifiedName" | "Name" | "ClassName", in any case
///  operator   = "=" | "!=" | "~" | "!~"
/// </code>
/// A text alone is a part of the full name. <c>~</c> is "contains". Names are compared without regard to case.
/// </summary>
internal sealed class Filter
{
    private const string Marks = "()|&";

    private readonly string _text;
    private int _at;

    private Filter(string text) => _text = text;

    /// <exception cref="FormatException">It isn't a filter; the message says where.</exception>
    public static Func<ListedTest, bool> Parse(string text)
    {
        Filter filter = new(text);
        Func<ListedTest, bool> result = filter.Any();
        return filter._at == text.Length ? result : throw filter.Unexpected();
    }

    private Func<ListedTest, bool> Any()
    {
        Func<ListedTest, bool> first = All();
        while (Takes('|'))
        {
            Func<ListedTest, bool> left = first;
            Func<ListedTest, bool> right = All();
            first = test => left(test) || right(test);
        }

        return first;
    }

    private Func<ListedTest, bool> All()
    {
        Func<ListedTest, bool> first = One();
        while (Takes('&'))
        {
            Func<ListedTest, bool> left = first;
            Func<ListedTest, bool> right = One();
            first = test => left(test) && right(test);
        }

        return first;
    }

    private Func<ListedTest, bool> One()
    {
        if (Takes('('))
        {
            Func<ListedTest, bool> inner = Any();
            return Takes(')') ? inner : throw Unexpected();
        }

        int start = _at;
        while (_at < _text.Length && !Marks.Contains(_text[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        string condition = _text[start.._at].Trim();
        return condition.Length > 0 ? Condition(condition) : throw Unexpected();
    }

    private static Func<ListedTest, bool> Condition(string text)
    {
        int at = text.IndexOfAny(['=', '~']);
        if (at < 0)
        {
            return test => test.Name.Contains(text, StringComparison.OrdinalIgnoreCase);
        }

        bool isNot = at > 0 && text[at - 1] == '!';
        Func<ListedTest, string> property = Property(text[..(isNot ? at - 1 : at)].Trim());
        string value = text[(at + 1)..].Trim();
        return text[at] == '='
            ? test => property(test).Equals(value, StringComparison.OrdinalIgnoreCase) != isNot
            : test => property(test).Contains(value, StringComparison.OrdinalIgnoreCase) != isNot;
    }

    private static Func<ListedTest, string> Property(string name) => name.ToUpperInvariant() switch
    {
        "FULLYQUALIFIEDNAME" => test => test.Name,
        "NAME" => test => test.Method,
        "CLASSNAME" => test => test.FullType,
        _ => throw new FormatException($"there is no property '{name}': FullyQualifiedName, Name and ClassName are"),
    };

    private bool Takes(char mark)
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }

        if (_at == _text.Length || _text[_at] != mark)
        {
            return false;
        }

        _at++;
        return true;
    }

    private FormatException Unexpected() => new(_at < _text.Length
        ? $"'{_text[_at]}' is unexpected at place {_at + 1} of '{_text}'"
        : $"'{_text}' ends too early");
}
