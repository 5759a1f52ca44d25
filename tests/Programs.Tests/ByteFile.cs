namespace Osmosis.Programs.Tests;

/// <summary>A file in an array. A read outside it is an exception, and so a failed test.</summary>
internal readonly struct ByteFile(byte[] bytes) : IFileView
{
    public ulong Length => (ulong)bytes.Length;

    public bool TryRead(ulong at, Span<byte> into)
    {
        bytes.AsSpan(checked((int)at), into.Length).CopyTo(into);
        return true;
    }
}
