// Compiled into the kernel, and into tools/Osmosis.Snapshot.

namespace Osmosis.Kernel.Snapshot;

/// <summary>The stages of boot.</summary>
public enum BootStage : uint
{
    /// <summary>The image is loaded, and no C# has run.</summary>
    Loaded,

    /// <summary>Kernel C# runs; paging is off.</summary>
    Entry,

    /// <summary>The memory map is read and the frames are ready; paging is off.</summary>
    Frames,

    /// <summary>Paging is on.</summary>
    Paging,

    /// <summary>The heap is ready.</summary>
    Heap,

    /// <summary>Devices are ready, and the shell is about to ask for a command.</summary>
    Shell,
}
