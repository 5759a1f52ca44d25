// What the core sees of the simulated processor.
using Osmosis.Memory;

namespace Osmosis.Simulation;

/// <summary>A processor as the core's <see cref="IMachine"/>. The default value is not usable.</summary>
public readonly struct SimulatedMachine(SimulatedProcessor processor) : IMachine
{
    public byte LoadByte(VirtualAddress address) => processor.LoadByte(address.Value);

    public uint Load(VirtualAddress address) => processor.Load(address.Value);

    public void Store(VirtualAddress address, uint value) => processor.Store(address.Value, value);

    public void Fill(VirtualAddress address, uint value, uint words) => processor.Fill(address.Value, value, words);

    public void StoreByte(VirtualAddress address, byte value) => processor.StoreByte(address.Value, value);

    public void Copy(VirtualAddress from, VirtualAddress to, uint words) => processor.Copy(from.Value, to.Value, words);

    public uint CountEqual(VirtualAddress address, uint value, uint words) => processor.CountEqual(address.Value, value, words);

    public void InvalidatePage(VirtualAddress address) => processor.InvalidatePage(address.Value);

    public void InvalidateAll() => processor.LoadCr3(processor.Cr3);
}
