// The kernel's C# entry: one method call for each step of boot, in the order that lets every step speak and fail.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Shell;

namespace Osmosis.Kernel.Boot;

internal static unsafe class KernelMain
{
    /// <summary>Called by Assembly/Entry.asm, which has checked the magic number and the processor.</summary>
    /// <param name="multibootInformation">Physical address of the Multiboot information.</param>
    [RuntimeExport("kernel_main")]
    private static void Main(uint multibootInformation)
    {
        Terminal.Initialise();
        Terminal.WriteLine($"OS/mosis {BuildInformation.Version} ({BuildInformation.Commit})");
        CatchExceptions();
        uint stackTop = StartMemory(multibootInformation);
        Processor.SwitchStack(stackTop, &RunOnGuardedStack);
    }

    private static void CatchExceptions()
    {
        Segments.Load();
        DoubleFault.Prepare();
        InterruptTable.Load();
    }

    // Returns the top of the stack that the kernel is to run on.
    private static uint StartMemory(uint multibootInformation)
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;
        return layout.BootStackTop;
    }

    [DoesNotReturn]
    private static void RunOnGuardedStack()
    {
        StartDevices();
        Processor.EnableInterrupts();
        CommandShell.Run();
    }

    private static void StartDevices()
    {
        Pic.Remap();
        Timer.Start();
        SerialPort.EnableReceive();
        if (!Ps2Keyboard.TryInitialise())
        {
            Terminal.WriteLine($"keyboard: none found");
        }
    }
}
