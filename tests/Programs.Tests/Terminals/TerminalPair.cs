// A terminal of ours and a pseudo terminal of the host, to which the same happens: they must show and give the same.
using System.Text;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Tests.Terminals;

internal sealed class TerminalPair : IDisposable
{
    private readonly PseudoTerminal _theirs = new();
    private readonly Screen _screen = new();
    private readonly StringBuilder _story = new();
    private Terminal<ScreenOutput> _ours;

    // Whether it was seen that the host's terminal has received all that was typed: something was shown or could be
    // read, or there is nothing to read (then asking whether there is waits for the rest).
    private bool _isSettled = true;

    public TerminalPair()
    {
        _ours.Initialise(_screen.Output, default);
        byte[] settings = new byte[TerminalSettings.Bytes];
        Control(TerminalRequest.GetSettings, settings, 0);
        Settings = TerminalSettings.From(settings);
    }

    public TerminalSettings Settings { get; private set; }

    public bool CanReceive => _ours.CanReceive;

    public uint Readable => _ours.Readable;

    public void Dispose() => _theirs.Dispose();

    /// <summary>Types bytes, one after another. Output must not be stopped, and there must be room.</summary>
    public void Type(params ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _story.Append($" {value:x2}");
            _theirs.Type([value]);
            uint readable = _ours.Readable;
            Require(true, _ours.TryReceive(value, out _));
            _isSettled = _screen.Bytes.Count != 0 || _ours.Readable != readable;
            Compare();
        }
    }

    public void Read(int size)
    {
        _story.Append($"; read {size};");
        byte[] ours = new byte[size], theirs = new byte[size];
        ulong deadline = ulong.MaxValue;
        Outcome outcome = _ours.Read(ours, false, 0, ref deadline);
        Errno error = _theirs.Read(theirs, out int done);
        Require((error, (uint)done), (outcome.Error, outcome.Value));
        Require(Convert.ToHexString(theirs), Convert.ToHexString(ours));
        Compare();
    }

    public void Write(params ReadOnlySpan<byte> bytes)
    {
        // What is written before the host has received all that was typed moves the column in which it echoes the rest.
        Settle();
        _story.Append($"; write {Convert.ToHexString(bytes)};");
        _theirs.Write(bytes);
        Require((uint)bytes.Length, _ours.Write(bytes, false).Value);
        Compare();
    }

    public void Set(TerminalSettings settings, TerminalRequest request = TerminalRequest.SetSettings)
    {
        byte[] bytes = new byte[TerminalSettings.Bytes];
        settings.CopyTo(bytes);
        Settings = settings;
        Control(request, bytes, 0);
        Control(TerminalRequest.GetSettings, bytes, 0);
    }

    /// <summary>An ioctl of both: the same error, and the same bytes that come back.</summary>
    public Errno Control(TerminalRequest request, byte[] bytes, uint argument)
    {
        Settle();
        _story.Append($"; {request} {argument} {Convert.ToHexString(bytes)};");
        byte[] theirs = [.. bytes];
        Errno error = _theirs.Control(request, theirs, argument);
        Require(error, _ours.Control(request, argument, bytes, out _));
        Require(Convert.ToHexString(theirs), Convert.ToHexString(bytes));
        Compare();
        return error;
    }

    /// <summary>Reads until the host's terminal has certainly received all that was typed.</summary>
    private void Settle()
    {
        while (!_isSettled)
        {
            Read(7);
        }
    }

    /// <summary>What was shown since the last time, bytes that can be read, and whether a read would wait.</summary>
    private void Compare()
    {
        ReadOnlySpan<byte> shown = _theirs.Show(_screen.Bytes.Count);
        Require(Convert.ToHexString(shown), Convert.ToHexString([.. _screen.Bytes]));
        _screen.Bytes.Clear();
        Require(_theirs.Readable(_ours.Readable), _ours.Readable);
        Require(_theirs.CanRead(_ours.CanRead), _ours.CanRead);
        _isSettled |= !_ours.CanRead;
    }

    private void Require<TValue>(TValue theirs, TValue ours)
    {
        if (!EqualityComparer<TValue>.Default.Equals(theirs, ours))
        {
            byte[] settings = new byte[TerminalSettings.Bytes];
            Settings.CopyTo(settings);
            Assert.Fail($"Linux {theirs}, ours {ours}, with {Convert.ToHexString(settings)} after{_story}");
        }
    }
}
