using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// A set of frame numbers, as a tree of bitmaps 32 wide: a bit of one level is set when the word below it has members. Four words find
/// the lowest member among 2^20, at any occupancy.
/// <code>
/// root        1 word         bit i: group i has a member         (32,768 frames, 128 MiB a bit)
/// groups     32 words        bit i: cluster i has a member       ( 1,024 frames,   4 MiB a bit)
/// clusters 1024 words        bit i: word i has a member          (    32 frames, 128 KiB a bit)   these two
/// words   32768 words        bit i: frame i is not a member                                       are FrameBits
/// </code>
/// The lowest word that has a member is kept outside the tree, in the window, where it is taken from and added to without a look at the
/// tree, in which its frames are missing meanwhile. No member lies below the window; what the levels above say of the words below it in its
/// group, and of the window, means nothing until <see cref="PutWindowBack"/> makes it right: so that moving the window on to the next word costs
/// the tree nothing. The default value is the empty set, whose window may be any word. 135,316 bytes: pass it by reference, never by value.
/// </summary>
internal partial struct FrameSet
{
    /// <summary>
    /// The members among the 32 frames of word <see cref="WindowIndex"/>. Whoever uses the set's lowest members reads and writes it directly.
    /// </summary>
    public uint Window;

    /// <summary>Frames of the window, and of every word.</summary>
    public const uint WindowFrames = 32;

    private const uint WordsPerGroup = 1024;

    private uint _windowIndex;
    private uint _windowStart;
    private uint _root;
    private Groups _groups;
    private FrameBits _words;

    /// <summary>Which word the window is.</summary>
    public readonly uint WindowIndex => _windowIndex;

    /// <summary>The window's first frame.</summary>
    public readonly uint WindowStart => _windowStart;

    /// <summary>The members among the 32 frames of a word.</summary>
    public readonly uint this[uint word] => word == _windowIndex ? Window : _words[word];

    public readonly bool Contains(uint frame) => (this[frame >> 5] & FrameBits.Bit(frame)) != 0;

    /// <summary>
    /// The window has no member left: moves it to the next word, which mostly is the lowest that has one, and takes the lowest out. False,
    /// and nothing changed, when it isn't, or may not be; then <see cref="FindWindow"/> finds it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeFromNextWord(out uint frame)
    {
        uint next = _windowIndex + 1;
        if ((_words.Used(next >> 5) & FrameBits.Bit(next)) == 0 || next % WordsPerGroup == 0)
        {
            frame = 0;
            return false;
        }

        uint members = ~_words.Missing(next);
        Window = members & (members - 1);
        frame = (next << 5) + LowestBit(members);
        _words.Missing(next) = uint.MaxValue;
        _windowIndex = next;
        _windowStart += WindowFrames;
        return true;
    }

    /// <summary>Moves the window to the lowest word that has a member, by way of the tree. False when there is none.</summary>
    public bool FindWindow()
    {
        PutWindowBack();
        TakeWindow(LowestWord());
        return Window != 0;
    }

    /// <summary>Adds a frame that is not a member and lies outside the window.</summary>
    public void AddOutsideWindow(uint frame)
    {
        uint index = frame >> 5;
        if (index < _windowIndex)
        {
            PutWindowBack();
            AddToTree(index, FrameBits.Bit(frame));
            TakeWindow(index);
        }
        else
        {
            AddToTree(index, FrameBits.Bit(frame));
        }
    }

    /// <summary>
    /// Adds frames <paramref name="first"/> to <paramref name="last"/>, both included, without touching what lies between: none of them may ever
    /// have been a member.
    /// </summary>
    public void AddNewRange(uint first, uint last)
    {
        PutWindowBack();
        _words.AddNew(first, last);
        FrameBits.Set(ref _groups[0], first >> 10, last >> 10);
        _root |= FrameBits.Mask(0, first >> 15, last >> 15);
        TakeWindow(LowestWord());
    }

    /// <summary>Removes frames <paramref name="first"/> to <paramref name="last"/>, both included; returns how many of them were members.</summary>
    public uint RemoveRange(uint first, uint last)
    {
        PutWindowBack();
        uint removed = RemoveFromTree(first, last);
        TakeWindow(LowestWord());
        return removed;
    }

    /// <summary>The lowest set bit of a word; some number for zero.</summary>
    private static uint LowestBit(uint word) => (uint)BitOperations.TrailingZeroCount(word);

    /// <summary>Makes the tree right about every word; whoever changes it then goes on to <see cref="TakeWindow"/>.</summary>
    private void PutWindowBack()
    {
        uint index = _windowIndex;
        _words.Missing(index) = ~Window;
        for (uint below = (index >> 5) & ~31u; below < index >> 5; below++)
        {
            _words.Used(below) = 0;
        }

        ref uint cluster = ref _words.Used(index >> 5);
        cluster = Corrected(cluster, index, Window != 0);
        uint group = Corrected(_groups[(int)(index >> 10)], index >> 5, cluster != 0);
        _groups[(int)(index >> 10)] = group;
        _root = Corrected(_root, index >> 10, group != 0);
    }

    /// <summary>A word of a level above the lowest, with nothing below the bit that leads to the window, and that bit set or not.</summary>
    private static uint Corrected(uint word, uint index, bool hasMember) =>
        (word & (uint.MaxValue << (int)(index & 31) << 1)) | (hasMember ? FrameBits.Bit(index) : 0);

    /// <summary>Makes a word the window: the lowest with a member, or any when none has one.</summary>
    private void TakeWindow(uint index)
    {
        _windowIndex = index;
        _windowStart = index << 5;
        Window = _words[index];
        _words.Missing(index) = uint.MaxValue;
    }

    /// <summary>Adds members to a word, and says so in the levels above.</summary>
    private void AddToTree(uint index, uint frames)
    {
        _words.Add(index, frames);
        _groups[(int)(index >> 10)] |= FrameBits.Bit(index >> 5);
        _root |= FrameBits.Bit(index >> 10);
    }

    /// <summary>Removes members from the words of a range; returns how many they were.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint RemoveFromTree(uint first, uint last)
    {
        uint removed = 0;
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            removed += RemoveFromWord(word, FrameBits.Mask(word, first, last));
        }

        return removed;
    }

    /// <summary>Removes those of some frames of a word that are members, and says so in the levels above; returns how many they were.</summary>
    private uint RemoveFromWord(uint index, uint frames)
    {
        uint members = _words[index];
        if ((members & frames) == 0)
        {
            return 0;
        }

        _words.Missing(index) |= frames;
        if ((members & ~frames) == 0
            && (_words.Used(index >> 5) &= ~FrameBits.Bit(index)) == 0
            && (_groups[(int)(index >> 10)] &= ~FrameBits.Bit(index >> 5)) == 0)
        {
            _root &= ~FrameBits.Bit(index >> 10);
        }

        return (uint)BitOperations.PopCount(members & frames);
    }

    /// <summary>The lowest word with a member, by the levels above; the window, which then stays where it is, when there is none.</summary>
    private readonly uint LowestWord()
    {
        if (_root == 0)
        {
            return _windowIndex;
        }

        uint group = LowestBit(_root);
        uint cluster = (group << 5) + LowestBit(_groups[(int)group]);
        return (cluster << 5) + LowestBit(_words.UsedIn(cluster));
    }

    [InlineArray(32)]
    private struct Groups
    {
        private uint _word;
    }
}
