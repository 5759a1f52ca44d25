using System.Text;

namespace Osmosis.Lab.Workers;

/// <summary>What an answer prints: the beginning of it is kept, and shown beside the verdict.</summary>
internal sealed class PrintedText : TextWriter
{
    private const int Kept = 4000;
    private const int MostShown = 200;

    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Its beginning, in one line.</summary>
    public string Shown
    {
        get
        {
            string text = _text.ToString().TrimEnd().ReplaceLineEndings(" ⏎ ");
            return text.Length > MostShown ? text[..MostShown] + " …" : text;
        }
    }

    public override void Write(char value)
    {
        if (_text.Length < Kept)
        {
            _text.Append(value);
        }
    }
}
