namespace Osmosis.Memory;

// Neighbouring members, taken and added together (F5).
internal partial struct FrameSet
{
    private const uint FramesPerCluster = 1024;

    /// <summary>
    /// Removes the lowest run of so many neighbouring members that starts at a multiple of <paramref name="alignment"/>, a power of two, and ends
    /// below frame <paramref name="end"/>. False, and nothing changed, when there is none. Looks once at each word that has a member, up to where it
    /// finds the run or to the end: at 32,768 at most, and at the 1,024 words that say which those are.
    /// </summary>
    public bool TryTakeRun(uint frames, uint alignment, uint end, out uint first)
    {
        PutWindowBack();
        bool isFound = TryFindRun(frames, alignment, end, out first);
        if (isFound)
        {
            RemoveFromTree(first, first + frames - 1);
        }

        TakeWindow(LowestWord());
        return isFound;
    }

    /// <summary>Adds frames <paramref name="first"/> to <paramref name="last"/>, both included, a word at a time. None may be a member.</summary>
    public void AddRange(uint first, uint last)
    {
        PutWindowBack();
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            AddToTree(word, FrameBits.Mask(word, first, last));
        }

        TakeWindow(LowestWord());
    }

    private readonly bool TryFindRun(uint frames, uint alignment, uint end, out uint first)
    {
        RunSearch search = new(frames, alignment);
        for (uint cluster = 0; cluster * FramesPerCluster < end; cluster++)
        {
            for (uint used = _words.UsedIn(cluster); used != 0; used &= used - 1)
            {
                uint word = (cluster << 5) + LowestBit(used);
                if (search.TryFind(word, _words[word], out first))
                {
                    return first + frames <= end;
                }
            }
        }

        first = default;
        return false;
    }
}
