namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>Writes past the end of a payload, and before its start (H5).</summary>
[Slow]
public class OverrunTests
{
    private const byte Stray = 0x5A;
    private const uint NeighbourBytes = 100;

    public static MatrixTheoryData<uint, int> Overruns =>
        new([1, 2, 3, 4, 7, 8, 9, 12, 15, 16, 100], [.. Enumerable.Range(1, 40)]);

    [Fact]
    public void Every_byte_of_every_redzone_is_found_by_the_check_and_named()
    {
        DamageScene scene = new();
        uint[] pointers = [.. Enumerable.Range(1, 24).Select(bytes => scene.Heap.Take((uint)bytes))];
        for (uint bytes = 1; bytes <= pointers.Length; bytes++)
        {
            uint pointer = pointers[bytes - 1];
            uint end = pointer - DamageScene.Header + BlockSizes<CheckedBlocks>.For(bytes);
            Assert.InRange(end - pointer - bytes, 4u, 11u);
            for (uint address = pointer + bytes; address < end; address++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    scene.Spoil(address, (byte)(1 << bit));
                    HeapDamage damage = scene.Core.Check();
                    Assert.Equal((HeapFault.Overrun, pointer, bytes, address),
                        (damage.Fault, damage.Block.Payload.Value, damage.Block.Requested, damage.DamagedAt.Value));
                    scene.Spoil(address, (byte)(1 << bit));
                }
            }
        }
    }

    [Fact]
    public void Every_byte_of_a_redzone_is_found_when_the_block_is_freed()
    {
        for (uint offset = 0; offset < 11; offset++)
        {
            DamageScene scene = new();
            uint pointer = scene.Heap.Take(17);
            scene.Spoil(pointer + 17 + offset);
            scene.Heap.FreeDamaged(pointer);
            HeapDamage damage = scene.TakeOnly();
            Assert.Equal((HeapFault.Overrun, pointer, pointer + 17 + offset),
                (damage.Fault, damage.Block.Payload.Value, damage.DamagedAt.Value));
        }
    }

    [Fact]
    public void An_overrun_is_found_when_the_block_is_resized()
    {
        DamageScene scene = new();
        uint pointer = scene.Heap.Take(100);
        uint allocatedBy = scene.Heap.LastCaller;
        scene.Spoil(pointer + 100);
        Assert.Equal(0u, scene.Heap.Reallocate(pointer, 50));
        HeapDamage damage = scene.TakeOnly();
        IsOverrun(damage, pointer, 100, allocatedBy);
        Assert.Equal((HeapError.Damaged, scene.Heap.LastCaller), (scene.Core.Counters.LastFailure, damage.FoundBy));
        scene.CheckAftermath(pointer);
    }

    [Fact]
    public void The_check_blames_the_present_owner_and_shows_the_rest_of_the_block()
    {
        DamageScene scene = new();
        uint pointer = scene.Heap.Take(100);
        scene.Heap.Free(pointer);
        Assert.Equal(pointer, scene.Heap.Take(100));
        scene.Spoil(pointer + 100);
        byte[] found = scene.Read(pointer + 100, 8);
        HeapDamage damage = scene.Core.CheckAndRepair();
        Assert.Equal((HeapFault.Overrun, pointer + 100, scene.Heap.LastCaller, 0u),
            (damage.Fault, damage.DamagedAt.Value, damage.Block.AllocatedBy, damage.Block.FreedBy));
        Assert.Equal(found, damage.Found.ToArray());
        scene.CheckAftermath(pointer);
    }

    /// <summary>
    /// Whoever is freed first, the one that ran over is blamed; the one above is lost only when its header was hit.
    /// </summary>
    [Theory]
    [MemberData(nameof(Overruns))]
    public void An_overrun_is_found_when_the_block_is_freed(uint bytes, int count)
    {
        DamageScene scene = Overrun(bytes, count, out uint pointer, out uint above, out bool hitsAbove);
        byte[] found = scene.Read(pointer + bytes, 16);
        uint allocatedBy = scene.Heap.LastCaller - 1;
        scene.Heap.FreeDamaged(pointer);
        List<HeapDamage> reports = scene.TakeDamage();
        IsOverrun(reports[0], pointer, bytes, allocatedBy);
        Assert.Equal((pointer, scene.Heap.LastCaller), (reports[0].Pointer.Value, reports[0].FoundBy));
        int shown = (int)Math.Min(16, BlockSizes<CheckedBlocks>.For(bytes) - DamageScene.Header - bytes);
        Assert.Equal(found[..shown], reports[0].Found.ToArray());
        Assert.Equal(hitsAbove ? 2 : 1, reports.Count);
        Assert.True(!hitsAbove
            || (reports[1].Fault == HeapFault.HeaderSmashed && reports[1].Block.Payload.Value == above));
        scene.CheckAftermath(hitsAbove ? [above] : []);
    }

    [Theory]
    [MemberData(nameof(Overruns))]
    public void An_overrun_into_a_header_or_up_to_it_is_found_when_the_block_above_is_freed(uint bytes, int count)
    {
        DamageScene scene = Overrun(bytes, count, out uint pointer, out uint above, out bool hitsAbove);
        uint allocatedBy = scene.Heap.LastCaller - 1;
        if (!hitsAbove)
        {
            scene.Heap.Free(above);
            bool hitsLastWord = count > above - DamageScene.Header - 4 - pointer - bytes;
            Assert.Equal(hitsLastWord ? 1 : 0, (int)scene.Core.Statistics.DamageReports);
            scene.Heap.FreeDamaged(pointer);
            IsOverrun(scene.TakeDamage()[0], pointer, bytes, allocatedBy);
            scene.CheckAftermath();
            return;
        }

        byte[] found = scene.Read(pointer + bytes, Math.Min(16, above - pointer - bytes));
        scene.Heap.FreeDamaged(above);
        List<HeapDamage> reports = scene.TakeDamage();
        IsOverrun(reports[0], pointer, bytes, allocatedBy);
        int shown =
            (int)Math.Min(found.Length, reports[0].Block.Address.Value + reports[0].Block.Size - pointer - bytes);
        Assert.Equal(found[..shown], reports[0].Found.ToArray());
        Assert.Equal((above, scene.Heap.LastCaller), (reports[0].Pointer.Value, reports[0].FoundBy));
        Assert.Equal((2, HeapFault.HeaderSmashed, above),
            (reports.Count, reports[1].Fault, reports[1].Block.Payload.Value));
        scene.Heap.FreeDamaged(pointer);
        scene.CheckAftermath();
    }

    [Theory]
    [MemberData(nameof(Overruns))]
    public void An_overrun_is_found_by_the_check(uint bytes, int count)
    {
        DamageScene scene = Overrun(bytes, count, out uint pointer, out uint above, out bool hitsAbove);
        IsOverrun(scene.Core.CheckAndRepair(caller: 77), pointer, bytes, scene.Heap.LastCaller - 1);
        Assert.Equal(77u, scene.TakeDamage()[0].FoundBy);
        scene.CheckAftermath(hitsAbove ? [pointer, above] : [pointer]);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(0x7F00_0001u)]
    [InlineData(0x0012_0045u)]
    public void A_zero_past_the_end_is_found_whatever_the_salt(uint salt)
    {
        // What a string's terminator does. A redzone with a 0 in it would hide it.
        for (uint bytes = 1; bytes <= 8; bytes++)
        {
            DamageScene scene = new(salt);
            uint pointer = scene.Heap.Take(bytes);
            scene.Write(pointer + bytes, 0);
            scene.Heap.FreeDamaged(pointer);
            IsOverrun(scene.TakeOnly(), pointer, bytes, scene.Heap.LastCaller - 1);
        }
    }

    [Theory]
    [MemberData(nameof(Overruns))]
    public void An_underrun_is_found_when_the_block_is_freed(uint bytesBelow, int count)
    {
        DamageScene scene = Neighbours(bytesBelow, out uint below, out uint pointer);
        scene.Write(pointer - (uint)count, [.. Enumerable.Repeat(Stray, count)]);
        bool hitsBelow = count > DamageScene.Header;
        bool hitsHeaderBelow = count > BlockSizes<CheckedBlocks>.For(bytesBelow);
        scene.Heap.FreeDamaged(pointer);
        HeapDamage damage = scene.TakeDamage()[0];
        Assert.Equal(pointer, damage.Pointer.Value);
        (HeapFault, uint) expected = hitsHeaderBelow ? (HeapFault.HeaderSmashed, below)
            : hitsBelow ? (HeapFault.Overrun, below)
            : (HeapFault.HeaderSmashed, pointer);
        Assert.Equal(expected, (damage.Fault, damage.Block.Payload.Value));
        scene.CheckAftermath(hitsBelow ? [below] : []);
    }

    /// <summary>Two neighbours; the lower one runs over. Neither is damaged otherwise.</summary>
    private static DamageScene Overrun(uint bytes, int count, out uint pointer, out uint above, out bool hitsAbove)
    {
        DamageScene scene = Neighbours(bytes, out pointer, out above);
        uint room = above - DamageScene.Header - pointer - bytes;
        scene.Write(pointer + bytes, [.. Enumerable.Repeat(Stray, count)]);
        hitsAbove = count > room;
        if (count > room + DamageScene.Header)
        {
            // The payload above was written to: its user can't expect it to be whole.
            scene.Heap.Refill(above);
        }

        return scene;
    }

    private static DamageScene Neighbours(uint bytes, out uint pointer, out uint above)
    {
        DamageScene scene = new();
        foreach (uint hole in (uint[])[104, 104, 304])
        {
            scene.Heap.Take(BlockSizes<CheckedBlocks>.Payload(hole));
        }

        pointer = scene.Heap.Take(bytes);
        above = scene.Heap.Take(NeighbourBytes);
        Assert.Equal(pointer + BlockSizes<CheckedBlocks>.For(bytes), above);
        return scene;
    }

    private static void IsOverrun(HeapDamage damage, uint pointer, uint bytes, uint allocatedBy)
    {
        Assert.Equal((HeapFault.Overrun, pointer, bytes),
            (damage.Fault, damage.Block.Payload.Value, damage.Block.Requested));
        Assert.Equal((pointer + bytes, BlockSizes<CheckedBlocks>.For(bytes)),
            (damage.DamagedAt.Value, damage.Block.Size));
        Assert.Equal((allocatedBy, 0u), (damage.Block.AllocatedBy, damage.Block.FreedBy));
    }
}
