namespace Osmosis.Lab.CopyOnWrite;

/// <summary>What the checker calls. In an answer they are static methods of 'static class Spaces'.</summary>
public interface ISpaces
{
    /// <summary>
    /// Makes a space that shows what the loaded one shows. False: frames are lacking, and nothing has changed.
    /// </summary>
    bool Fork(out uint child);

    /// <summary>
    /// A program's access in the loaded space faulted. True: do the access again. False: the program is ended, and
    /// nothing has changed.
    /// </summary>
    bool OnFault(uint address, bool isWrite);

    /// <summary>Ends a space that isn't loaded: gives back all that only it has, and its directory.</summary>
    void Exit(uint directory);
}
