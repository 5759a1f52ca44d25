using Osmosis.Labs;

namespace Osmosis.Lab.PagingOn;

/// <summary>What the checker calls of an answer to lab 7.</summary>
public interface IStartup
{
    /// <summary>Turns paging on, with the identity window. OutOfFrames: paging is off, and no frame is taken.</summary>
    Result TurnOn();
}
