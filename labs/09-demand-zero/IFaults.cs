namespace Osmosis.Lab.DemandZero;

/// <summary>What the checker calls. In an answer it is a static method of 'static class Faults'.</summary>
public interface IFaults
{
    /// <summary>
    /// A program's access faulted. True: do the access again. False: the program is ended, and nothing has changed.
    /// </summary>
    bool OnFault(uint address, bool isWrite);
}
