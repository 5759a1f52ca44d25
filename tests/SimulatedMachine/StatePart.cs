// Lets a whole machine be saved, restored and compared in microseconds: its state consists of parts that saved states
// share.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Osmosis.Simulation;

/// <summary>
/// A part of a machine's state. A part shared with a saved state is never changed again; a write makes a copy.
/// </summary>
internal abstract class StatePart
{
    private UInt128 _digest;
    private bool _isDigestKnown;

    public bool IsShared { get; private set; }

    /// <summary>
    /// 128 bits that identify the contents and the part's place in the machine; 0 for a part that makes no difference.
    /// </summary>
    public UInt128 Digest
    {
        get
        {
            if (!_isDigestKnown)
            {
                _digest = ComputeDigest();
                _isDigestKnown = true;
            }

            return _digest;
        }
    }

    public void Share() => IsShared = true;

    protected static UInt128 Hash<T>(ReadOnlySpan<T> words, long seed)
        where T : struct => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(words), seed);

    protected abstract UInt128 ComputeDigest();

    /// <summary>The contents are about to change.</summary>
    protected void NoteChange() => _isDigestKnown = false;
}
