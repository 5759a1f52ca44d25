// The memory system is right on machines of nine sizes.
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Memory;

public sealed class At8MiB(BootedMachine<At8MiB> machine) : MemorySystemTests<At8MiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(8) };
}

public sealed class At16MiB(BootedMachine<At16MiB> machine) : MemorySystemTests<At16MiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(16) };
}

public sealed class At32MiB(BootedMachine<At32MiB> machine) : MemorySystemTests<At32MiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(32) };
}

public sealed class At128MiB(BootedMachine<At128MiB> machine) : MemorySystemTests<At128MiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(128) };
}

public sealed class At512MiB(BootedMachine<At512MiB> machine) : MemorySystemTests<At512MiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(512) };
}

public sealed class At1GiB(BootedMachine<At1GiB> machine) : MemorySystemTests<At1GiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(1024) };
}

public sealed class At2GiB(BootedMachine<At2GiB> machine) : MemorySystemTests<At2GiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(2048) };
}

public sealed class At3GiB(BootedMachine<At3GiB> machine) : MemorySystemTests<At3GiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(3072) };
}

public sealed class At4GiB(BootedMachine<At4GiB> machine) : MemorySystemTests<At4GiB>(machine), IMachineKind
{
    public static QemuOptions Configure(QemuOptions options) => options with { Memory = MemorySize.FromMiB(4096) };
}
