// The kernel's C# entry: one method call for each step of boot, ordered so that every step can print and report
// failure.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using Osmosis.Boot;
using Osmosis.Kernel.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Programs;
using Osmosis.Kernel.Shell;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Metal;

namespace Osmosis.Kernel.Boot;

internal static unsafe class KernelMain
{
    /// <summary>Called by build/Boot/Entry.asm, which has checked the magic number and the processor.</summary>
    /// <param name="multibootInformation">Physical address of the Multiboot information.</param>
    /// <param name="magic">The boot loader's EAX: the magic number of Multiboot 2 or of Multiboot 1.</param>
    [RuntimeExport("kernel_main")]
    private static void Main(uint multibootInformation, uint magic)
    {
        PhysicalAddress information = new(multibootInformation);
        bool isMultiboot2 = magic == Multiboot2Reader<ProcessorMemory>.BootMagic;
        CatchExceptions();
        BootStack.PlaceCanary();
        MemoryStartup.ReadBootTexts(information, isMultiboot2);
        BootOptions.Apply();
        Screen.Choose(in KernelMemory.Boot.Framebuffer);
        Terminal.Initialise();
        MachineCheck.Enable();
        ProgramPages.Protect();
        SnapshotStages.Enter();
        StartMemory(information, isMultiboot2);
        Processor.SwitchStack(MemoryLayout.StackTop, &RunOnGuardedStack);
    }

    private static void CatchExceptions()
    {
        Segments.Load();
        DoubleFault.Prepare();
        InterruptTable.Load();
    }

    private static void StartMemory(PhysicalAddress multibootInformation, bool isMultiboot2)
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;
        ref readonly LoadedImage loaded = ref LoadedImage.Current;
        KernelImage image = new(loaded.Start, loaded.ReadOnlyEnd, loaded.End, layout.Stacks);
        MemoryStartup.ReadBootInformation(multibootInformation, isMultiboot2);
        ScreenStartup.Start();
        BootLog.WriteLine($"OS/mosis {BuildInformation.Version} ({BuildInformation.Commit})");
        BootLog.WriteLine(
            $"boot: loader {KernelMemory.LoaderName}, Multiboot {KernelMemory.Boot.MultibootVersion}, "
                + $"{KernelMemory.Boot.Map.Count} memory regions, {KernelMemory.Boot.ModuleCount} modules");
        BootOptions.ReportIgnored();
        MemoryStartup.InitialiseFrames(image);
        SnapshotStages.FramesAreReady();
        BootStack.CheckCanary();
        MemoryStartup.EnablePaging(image, new PhysicalAddress(layout.PageDirectory));
        StubStacks.UseGuarded();
        DoubleFault.UseGuardedStack();
        ScreenStartup.Map();
    }

    [DoesNotReturn]
    private static void RunOnGuardedStack()
    {
        MemoryStartup.ReportPaging();
        SnapshotStages.PagingIsOn();
        MemoryStartup.InitialiseHeap();
        SnapshotStages.HeapIsReady();
        if (BootOptions.TryGetBenchmark(out ReadOnlySpan<byte> benchmark))
        {
            BenchmarkRunner.Run(benchmark);
        }

        StartDevices();
        Processor.EnableInterrupts();
        SnapshotStages.Reach(BootStage.Shell);
        InitProgram.Run();
        CommandShell.Run();
    }

    private static void StartDevices()
    {
        Pic.Remap();
        Timer.Start();
        SerialPort.EnableReceive();
        Ps2Keyboard.Initialise();
        SayWhatIsMissing("timer"u8, Timer.IsPresent);
        SayWhatIsMissing("serial port"u8, SerialPort.IsPresent);
        SayWhatIsMissing("keyboard"u8, Ps2Keyboard.IsPresent);
    }

    private static void SayWhatIsMissing(ReadOnlySpan<byte> device, bool isPresent)
    {
        if (!isPresent)
        {
            Terminal.Row(device, $"none found");
        }
    }
}
