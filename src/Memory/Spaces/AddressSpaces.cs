using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// All address spaces, and what they are made of: regions say what a program asked for, frames' records who has what,
/// tables are a cache of both. Every operation checks everything, then takes everything, then changes (S6). The default
/// value is not usable: <see cref="TryInitialise"/> makes it so. Not safe against interrupts.
/// </summary>
/// <typeparam name="T">What is around the spaces.</typeparam>
public struct AddressSpaces<T>
    where T : struct, ISpaceMachine
{
    public ObjectPages<T> Objects;

    internal uint ReclaimHand;

    /// <summary>
    /// Clean pages of objects that stay when frames run out (S9). A single instruction needs several pages. Were they
    /// reclaimed for each other, its program would never go on.
    /// </summary>
    public uint LeastClean { get; set; }

    /// <summary>Spaces in use.</summary>
    public readonly uint Count => Objects.Tables.Pool.Taken;

    /// <summary>One past the highest number that a space ever had.</summary>
    public readonly uint End => Objects.Tables.Pool.End;

    /// <summary>Pages that all spaces together may need one day, and that may be written (S9).</summary>
    public uint Promised { get; internal set; }

    public readonly ref Space this[uint space] => ref Objects.Tables[space];

    // The parts by their own names: extension members of this type are written in terms of them.
    [UnscopedRef]
    internal ref SpaceTables<T> Tables => ref Objects.Tables;

    [UnscopedRef]
    internal ref RegionSet<T> Regions => ref Objects.Tables.Regions;

    [UnscopedRef]
    internal ref FrameOwners<T> Owners => ref Objects.Tables.Owners;

    /// <summary>Makes the default value one without spaces. False when there is no frame for the zero page.</summary>
    /// <param name="machine">What is around the spaces.</param>
    /// <param name="reserve">Frames that programs never get.</param>
    public bool TryInitialise(T machine, uint reserve)
    {
        Regions.Pool.Initialise(machine);
        Tables.Pool.Initialise(machine);
        Objects.Pool.Initialise(machine);
        return Owners.TryInitialise(machine, reserve);
    }

    /// <summary>Makes an empty space. OutOfMemory.</summary>
    public SpaceError Create(out uint created)
    {
        created = 0;
        if (!Tables.Pool.TryReserve(1))
        {
            return SpaceError.OutOfMemory;
        }

        uint index = Tables.Pool.Take();
        Frame directory = this[index].Directory;
        uint address = this[index].DirectoryAddress;
        if (address == 0 && !Owners.Machine.TryMakeDirectory(index, out directory, out address))
        {
            Tables.Pool.Free(index);
            return SpaceError.OutOfMemory;
        }

        this[index] = new Space
        {
            Directory = directory,
            DirectoryAddress = address,
            StackLimit = SpaceLayout.StackPages,
            IsTaken = true
        };
        created = index;
        return SpaceError.None;
    }

    /// <summary>
    /// Makes a copy of a space (S5): the regions are copied, the tables shared, so that it costs a word a table and a
    /// record a region. OutOfMemory and TooManyRegions leave no trace.
    /// </summary>
    public SpaceError Fork(uint space, out uint copy)
    {
        copy = 0;
        if (!Regions.Pool.TryReserve(this[space].Regions))
        {
            return SpaceError.OutOfMemory;
        }

        SpaceError error = Create(out copy);
        if (error != SpaceError.None)
        {
            return error;
        }

        ref Space from = ref this[space];
        ref Space to = ref this[copy];
        to.Root = Regions.Copy(from.Root);
        to.Regions = from.Regions;
        to.Pages = from.Pages;
        to.Promised = from.Promised;
        to.BreakStart = from.BreakStart;
        to.Break = from.Break;
        to.StackLimit = from.StackLimit;
        Promised += from.Promised;
        for (uint region = Regions.FindFrom(to.Root, 0); region != 0; region = Regions.Next(to.Root, region))
        {
            this.NoteObject(in Regions[region]);
        }

        Tables.ShareAll(space, copy);
        Tables.Settle();
        return SpaceError.None;
    }

    /// <summary>
    /// Ends a space. Everything that nobody else has is freed (S7). It must not be the one that runs next.
    /// </summary>
    public void Release(uint space)
    {
        ref Space ended = ref this[space];
        Tables.LetGoOfAll(space);
        while (ended.Root != 0)
        {
            this.DeleteRegion(space, ended.Root);
        }

        ended.IsTaken = false;
        Tables.Settle();
        Tables.Pool.Free(space);
    }

    /// <inheritdoc cref="SpaceTables{T}.Loaded"/>
    [UnscopedRef]
    public readonly ref readonly uint Loaded => ref Objects.Tables.Loaded;

    /// <summary>The first region of a space that ends behind a page. False when there is none.</summary>
    public readonly bool TryFindRegion(uint space, uint page, out Region region)
    {
        uint found = Objects.Tables.Regions.FindFrom(this[space].Root, page);
        region = found == 0 ? default : Objects.Tables.Regions[found];
        return found != 0;
    }

    /// <summary>Loads a space's directory.</summary>
    public void Load(uint space) => Tables.Load(space);

    /// <summary>Loads the kernel's own directory.</summary>
    public void Unload() => Tables.Unload();
}
