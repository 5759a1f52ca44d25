using System;

namespace Osmosis.Memory.Addresses;

// What the address types need on the host only, for collections and for messages of failed tests: the kernel has no
// boxing and no strings.

public readonly partial struct PhysicalAddress : IEquatable<PhysicalAddress>
{
    public bool Equals(PhysicalAddress other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is PhysicalAddress other && Equals(other);

    public override int GetHashCode() => (int)Value;

    public override string ToString() => $"p0x{Value:x8}";
}

public readonly partial struct VirtualAddress : IEquatable<VirtualAddress>
{
    public bool Equals(VirtualAddress other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is VirtualAddress other && Equals(other);

    public override int GetHashCode() => (int)Value;

    public override string ToString() => $"v0x{Value:x8}";
}

public readonly partial struct Frame : IEquatable<Frame>
{
    public bool Equals(Frame other) => Number == other.Number;

    public override bool Equals(object? obj) => obj is Frame other && Equals(other);

    public override int GetHashCode() => (int)Number;

    public override string ToString() => $"frame {Number} ({Address})";
}
