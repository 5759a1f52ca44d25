namespace Osmosis.Programs.Processes;

/// <summary>Linux's numbers of signals (i386).</summary>
public enum Signal : uint
{
    Illegal = 4,
    Trap = 5,
    Bus = 7,
    FloatingPoint = 8,
    Kill = 9,
    Segmentation = 11,
}
