// Stands for all that the future of the spaces depends on, whatever numbers frames, tables and records happen to have.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>
/// Regions, tables and pages with what they share, by the order in which they are met. What the processor has cached is
/// not part of it: <see cref="SpaceWorld.Check"/> has seen that it is what the tables say.
/// </summary>
internal sealed class SpaceDigest(SpaceWorld world)
{
    private readonly List<uint> _words = [];
    private readonly Dictionary<uint, uint> _frames = [];

    /// <param name="world">The world.</param>
    /// <param name="slots">The spaces, in the order in which the test names them; 0 for none.</param>
    /// <param name="objects">The objects that the test holds.</param>
    public static UInt128 Of(SpaceWorld world, IReadOnlyList<uint> slots, IReadOnlyList<uint> objects)
    {
        SpaceDigest digest = new(world);
        foreach (uint index in objects)
        {
            digest.AddObject(index);
        }

        for (int i = 0; i < slots.Count; i++)
        {
            digest._words.Add((uint)i);
            if (slots[i] != 0)
            {
                digest._words.Add(slots[i] == world.Spaces.Objects.Tables.Loaded ? 1u : 2);
                digest.AddSpace(world.Spaces[slots[i]]);
            }
        }

        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(digest._words)));
    }

    private void AddObject(uint index)
    {
        MemoryObject found = world.ObjectRecords[index];
        _words.AddRange([(uint)found.Length, found.Regions, found.Source]);
        for (uint page = 0; page < 16; page++)
        {
            if (world.Spaces.Objects.TryFind(index, page, out Frame frame))
            {
                AddFrame(frame.Number);
                _words.AddRange([page, world.Records[frame.Number].IsDirty ? 1u : 0]);
            }
        }
    }

    private void AddSpace(in Space space)
    {
        RegionSet<TestSpaceMachine> set = world.Spaces.Objects.Tables.Regions;
        for (uint region = set.FindFrom(space.Root, 0); region != 0; region = set.FindFrom(space.Root, set[region].End))
        {
            Region found = set[region];
            uint rights = (uint)found.Rights | ((uint)found.MayHave << 8) | ((uint)found.Flags << 16);
            _words.AddRange([found.First, found.Pages, found.Object, found.Offset, rights]);
        }

        foreach ((uint directory, uint table) in SpaceAccounts.TablesOf(world, space))
        {
            uint above = world.Processor.Memory.ReadWord(space.Directory.Address.Value + (directory << 2));
            _words.AddRange([directory, above & 2]);
            if (!AddFrame(table))
            {
                continue;
            }

            ReadOnlySpan<uint> entries = world.Processor.Memory.ReadTable(table);
            for (uint i = 0; i < 1024; i++)
            {
                if (entries[(int)i] != 0)
                {
                    _words.AddRange([i, entries[(int)i] & 7]);
                    AddFrame(entries[(int)i] >> 12);
                }
            }
        }
    }

    /// <summary>
    /// The number that a frame has here; its first word when it is met first. False when it was met before.
    /// </summary>
    private bool AddFrame(uint frame)
    {
        bool isNew = _frames.TryAdd(frame, (uint)_frames.Count + 1);
        _words.Add(_frames[frame]);
        if (isNew && world.Records[frame].Kind != FrameKind.Table)
        {
            _words.Add(world.Processor.Memory.ReadWord(frame << 12));
        }

        return isNew;
    }
}
