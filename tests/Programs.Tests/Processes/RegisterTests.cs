// What a program may leave in its registers: nothing with which returning to ring 3 could fault.
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Tests.Processes;

public sealed class RegisterTests
{
    private const ulong Present = 1UL << 47;
    private const ulong CodeOrData = 1UL << 44;
    private const ulong Code = 1UL << 43;
    private const ulong Writable = 1UL << 41;

    [Theory]
    [InlineData(0u, 0x28u)]
    [InlineData(0x1234_5678u, 0x51u)]
    [InlineData(0x1234_5678u, 0x59u)]
    public void After_MakeSafe_every_selector_loads_as_the_processor_s_rules_say(uint address, uint flags)
    {
        SegmentRequest request = new() { Address = address, Limit = flags == 0x28 ? 0 : 0xFFFFFu, Flags = flags };
        Assert.True(ThreadSegments.TryDescribe(in request, out ulong descriptor));
        ThreadSegments segments = default;
        segments[1] = descriptor;
        ulong[] table = new ulong[16];
        table[Registers.UserCode >> 3] = 0x00CF_FA00_0000_FFFF;
        table[Registers.UserData >> 3] = 0x00CF_F200_0000_FFFF;
        table[1] = 0x00CF_9A00_0000_FFFF;
        table[2] = 0x00CF_9200_0000_FFFF;
        table[3] = 0x0000_8900_0000_0067;
        table[7] = descriptor;
        int kept = 0;
        for (uint selector = 0; selector <= 0xFFFF; selector++)
        {
            Registers registers = new()
            {
                Gs = selector | 0xABCD_0000,
                Fs = selector,
                Es = selector,
                Ds = selector,
                Ss = selector,
                Cs = selector,
                EFlags = selector * 0x1_0001
            };
            registers.MakeSafe(in segments);
            foreach (uint loaded in new[] { registers.Gs, registers.Fs, registers.Es, registers.Ds })
            {
                Assert.True(loaded <= 3 || IsLoadable(table, loaded), $"0x{selector:x}: 0x{loaded:x}");
                Assert.True(loaded == selector || !(selector <= 3 || IsLoadable(table, selector)),
                    $"0x{selector:x} was taken away");
                kept += loaded == selector ? 1 : 0;
            }

            Assert.True(IsLoadable(table, registers.Ss) && (table[registers.Ss >> 3] & (Writable | Code)) == Writable,
                $"0x{selector:x}: SS 0x{registers.Ss:x}");
            Assert.Equal(3u, registers.Ss & 3);
            Assert.Equal((uint)Registers.UserCode, registers.Cs);
            Assert.Equal(0x202u, registers.EFlags & 0xFFDA_B22A);
        }

        Assert.InRange(kept, 4 * 6, 4 * 8);
    }

    [Theory]
    [InlineData(0x50u)]
    [InlineData(0x55u)]
    [InlineData(0x57u)]
    [InlineData(0x71u)]
    public void A_segment_that_is_no_present_data_of_32_bits_is_refused(uint flags)
    {
        SegmentRequest request = new() { Address = 1, Limit = 1, Flags = flags };
        Assert.False(ThreadSegments.TryDescribe(in request, out ulong descriptor));
        Assert.Equal(0ul, descriptor);
    }

    [Fact]
    public void A_descriptor_has_address_limit_and_rights_in_the_processor_s_places()
    {
        SegmentRequest request = new() { Address = 0x1234_5678, Limit = 0xABCDE, Flags = 0x51 };
        Assert.True(ThreadSegments.TryDescribe(in request, out ulong descriptor));
        Assert.Equal(0x12DA_F234_5678_BCDEul, descriptor);
    }

    // SDM volume 3, "Segment Loading Instructions in IA-32e Mode" doesn't apply: the rules for data segments in
    // protected mode, at CPL 3.
    private static bool IsLoadable(ulong[] table, uint selector)
    {
        ulong descriptor = selector >> 3 < (uint)table.Length && (selector & 4) == 0 ? table[selector >> 3] : 0;
        bool isReadable = (descriptor & Code) == 0 || (descriptor & Writable) != 0;
        return (descriptor & Present) != 0 && (descriptor & CodeOrData) != 0 && ((descriptor >> 45) & 3) == 3
            && isReadable && (selector & 3) == 3;
    }
}
