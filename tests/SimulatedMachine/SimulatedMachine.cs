// The core's view of the simulated processor.

namespace Osmosis.Simulation;

/// <summary>A processor as the core's <see cref="IMachine"/>. The default value is not usable.</summary>
public readonly struct SimulatedMachine(SimulatedProcessor processor) : IMachine
{
    public byte LoadByte(uint address) => processor.LoadByte(address);

    public uint Load(uint address) => processor.Load(address);

    public void Store(uint address, uint value) => processor.Store(address, value);

    public void Fill(uint address, uint value, uint words) => processor.Fill(address, value, words);

    public void StoreByte(uint address, byte value) => processor.StoreByte(address, value);

    public void Copy(uint from, uint to, uint words) => processor.Copy(from, to, words);

    public uint CountEqual(uint address, uint value, uint words) => processor.CountEqual(address, value, words);

    public void InvalidatePage(uint address) => processor.InvalidatePage(address);

    public void InvalidateAll() => processor.LoadCr3(processor.Cr3);
}
