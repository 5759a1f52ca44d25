// The last events of a machine, recorded cheaply and formatted only when a simulation stops.
using System.Text;

namespace Osmosis.Simulation;

/// <summary>The kinds of events, with their values.</summary>
public enum EventKind
{
    /// <summary>Address, value.</summary>
    Load,

    /// <summary>Address, value.</summary>
    Store,

    /// <summary>Address, value, words.</summary>
    Fill,

    /// <summary>Address, bytes.</summary>
    LoadBytes,

    /// <summary>Address, bytes.</summary>
    StoreBytes,

    /// <summary>Address.</summary>
    InvalidatePage,

    /// <summary>Value.</summary>
    LoadCr3,

    /// <summary>Value.</summary>
    LoadCr0,

    /// <summary>Address of the page, translation.</summary>
    TranslationCached,

    /// <summary>Frame number.</summary>
    FrameTaken,

    /// <summary>Frame number.</summary>
    FrameGivenBack,

    /// <summary>The number of the request.</summary>
    FrameRefused,
}

/// <summary>A ring of the last <see cref="Capacity"/> events, a power of two.</summary>
public sealed class EventHistory
{
    public const int Capacity = 64;

    private readonly (EventKind Kind, uint First, uint Second, uint Third)[] _events =
        new (EventKind, uint, uint, uint)[Capacity];
    private long _count;

    /// <summary>The number of events so far.</summary>
    public long Count => _count;

    public void Add(EventKind kind, uint first, uint second = 0, uint third = 0)
    {
        _events[_count++ & (Capacity - 1)] = (kind, first, second, third);
    }

    /// <summary>Oldest first, one a line.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        long first = Math.Max(0, _count - Capacity);
        text.AppendLine($"the last {_count - first} of {_count} events:");
        for (long i = first; i < _count; i++)
        {
            text.AppendLine($"  {i}: {Describe(_events[i % Capacity])}");
        }

        return text.ToString();
    }

    private static string Describe((EventKind Kind, uint First, uint Second, uint Third) e) => e.Kind switch
    {
        EventKind.Load => $"load  0x{e.First:x8} → 0x{e.Second:x8}",
        EventKind.Store => $"store 0x{e.First:x8} ← 0x{e.Second:x8}",
        EventKind.Fill => $"fill  0x{e.First:x8} ← 0x{e.Second:x8} × {e.Third} words",
        EventKind.LoadBytes => $"load  0x{e.First:x8}, {e.Second} bytes",
        EventKind.StoreBytes => $"store 0x{e.First:x8}, {e.Second} bytes",
        EventKind.InvalidatePage => $"invlpg 0x{e.First:x8}",
        EventKind.LoadCr3 => $"cr3 ← 0x{e.First:x8}",
        EventKind.LoadCr0 => $"cr0 ← 0x{e.First:x8}",
        EventKind.TranslationCached => $"TLB caches page 0x{e.First:x8}: 0x{e.Second:x8}",
        EventKind.FrameTaken => $"frame {e.First} (0x{e.First << 12:x8}) taken",
        EventKind.FrameGivenBack => $"frame {e.First} (0x{e.First << 12:x8}) given back",
        EventKind.FrameRefused => $"frame request {e.First} refused, as the test asked",
        _ => throw new ArgumentOutOfRangeException(nameof(e)),
    };
}
