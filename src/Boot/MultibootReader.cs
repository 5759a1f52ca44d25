using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Boot;

/// <summary>
/// Reads the Multiboot 1 information structure (Multiboot specification 0.6.96, 3.3) while paging is off, trusting
/// nothing in it. Every length is checked before it is used; a lie is an error, not a guess (F2).
/// <code>
///  0 flags      4 mem_lower   8 mem_upper  (KiB; flag 0)      16 cmdline (flag 2)
/// 20 mods_count 24 mods_addr  (flag 3)     44 mmap_length  48 mmap_addr  (flag 6)   64 boot_loader_name (flag 9)
/// 88 framebuffer (flag 12)
/// </code>
/// </summary>
public struct MultibootReader<TMachine>
    where TMachine : struct, IMachine
{
    private const uint StructureSize = 116;
    private const uint FramebufferOffset = 88;
    private const uint ModuleEntrySize = 16;
    private const uint MaximumTextLength = 64u << 10;
    private const uint MaximumModules = 1024;

    private readonly TMachine _machine;
    private readonly uint _structure;

    /// <summary>A reader of the structure at a physical address.</summary>
    public MultibootReader(TMachine machine, PhysicalAddress structure)
    {
        _machine = machine;
        _structure = structure.Value;
        FaultAddress = structure;
    }

    [System.Flags]
    private enum Present : uint
    {
        MemorySizes = 1 << 0,
        CommandLine = 1 << 2,
        Modules = 1 << 3,
        MemoryMap = 1 << 6,
        LoaderName = 1 << 9,
        Framebuffer = 1 << 12,
    }

    /// <summary>After an error: the address of the wrong data.</summary>
    public PhysicalAddress FaultAddress { get; private set; }

    /// <summary>
    /// Copies the texts and what is said of the screen into <paramref name="information"/>, which must be the default
    /// value. It can't fail, and comes first: the command line says what a failure of all else ends in.
    /// </summary>
    public readonly void ReadTexts(ref BootInformation information)
    {
        information.MultibootVersion = 1;
        ReadText(Present.CommandLine, 16, ref information.CommandLine, ref information.Reserved);
        ReadText(Present.LoaderName, 64, ref information.LoaderName, ref information.Reserved);
        if (Has(Present.Framebuffer))
        {
            // The specification's table puts the colours right behind the kind; its header file, and so GRUB, on the
            // next multiple of 4. A colour has bits.
            uint fields = _structure + FramebufferOffset;
            bool isTable = _machine.LoadByte(fields + FramebufferInformation.ColorsOffset + 1) != 0;
            uint colors = isTable ? FramebufferInformation.ColorsOffset : FramebufferInformation.ColorsOffset2;
            information.Framebuffer = FramebufferInformation.Load(_machine, fields, fields + colors);
        }
    }

    /// <summary>Copies and cleans all else, after <see cref="ReadTexts"/>.</summary>
    public BootError Read(ref BootInformation information)
    {
        // There is room for everything added before the modules.
        information.Reserved.TryAdd(new PhysicalAddress(_structure), StructureSize);
        BootError error = ReadMemoryMap(ref information);
        return error == BootError.None ? ReadModules(ref information) : error;
    }

    private readonly uint Field(uint offset) => Word(_structure + offset);

    private readonly uint Word(uint address) => _machine.Load(address);

    private readonly bool Has(Present part) => ((Present)Field(0) & part) != 0;

    private BootError ReadMemoryMap(ref BootInformation information)
    {
        uint length = Has(Present.MemoryMap) ? Field(44) : 0;
        if (length != 0)
        {
            information.Source = MapSource.MemoryMap;
            return ReadEntries(Field(48), length, ref information);
        }

        if (!Has(Present.MemorySizes))
        {
            return BootError.NoMemoryInformation;
        }

        information.UseAmounts(Field(4), Field(8));
        return BootError.None;
    }

    /// <summary>
    /// An entry is: size (of the rest, at least 20 bytes), base (64 bits), length (64 bits), type. The size leads to
    /// the next entry.
    /// </summary>
    private BootError ReadEntries(uint start, uint length, ref BootInformation information)
    {
        const uint SmallestEntry = 20;
        PhysicalAddress map = new(start);
        FaultAddress = map;
        if (!map.HasRoomFor(length))
        {
            return BootError.MapEndsInsideEntry;
        }

        information.Reserved.TryAdd(map, length);
        uint offset = 0;
        while (offset < length)
        {
            uint entry = start + offset;
            uint remaining = length - offset;
            FaultAddress = new PhysicalAddress(entry);
            if (remaining < 4)
            {
                return BootError.MapEndsInsideEntry;
            }

            uint size = Word(entry);
            if (size < SmallestEntry)
            {
                return BootError.MapEntryTooShort;
            }

            if (size > remaining - 4)
            {
                return BootError.MapEndsInsideEntry;
            }

            if (!information.Map.TryAdd(MemoryRegion.Load(_machine, entry + 4)))
            {
                return BootError.MapTooLong;
            }

            offset += size + 4;
        }

        return BootError.None;
    }

    /// <summary>A module is: start, end (exclusive), address of its text, and a reserved word.</summary>
    private BootError ReadModules(ref BootInformation information)
    {
        uint count = Has(Present.Modules) ? Field(20) : 0;
        PhysicalAddress list = new(Field(24));
        FaultAddress = list;
        if (count > MaximumModules)
        {
            return BootError.TooManyModules;
        }

        uint listBytes = count * ModuleEntrySize;
        if (!list.HasRoomFor(listBytes))
        {
            return BootError.ModuleInvalid;
        }

        information.Reserved.TryAdd(list, listBytes);
        for (uint i = 0; i < count; i++)
        {
            uint entry = list.Value + (i * ModuleEntrySize);
            FaultAddress = new PhysicalAddress(entry);
            uint start = Word(entry);
            uint end = Word(entry + 4);
            if (end < start)
            {
                return BootError.ModuleInvalid;
            }

            uint text = Word(entry + 8);
            uint textBytes = text == 0 ? 0 : TextLength(text) + 1;
            if (!information.Reserved.TryAdd(new PhysicalAddress(start), end - start)
                || !information.Reserved.TryAdd(new PhysicalAddress(text), textBytes))
            {
                return BootError.TooManyModules;
            }

            information.AddModule(new PhysicalAddress(start), end - start);
        }

        return BootError.None;
    }

    private readonly void ReadText(Present part, uint offset, ref BootText text, ref ReservedRanges reserved)
    {
        if (!Has(part))
        {
            return;
        }

        uint address = Field(offset);
        uint length = TextLength(address);
        for (uint i = 0; i < length; i++)
        {
            text.Append(_machine.LoadByte(address + i));
        }

        // Among the first ranges added, so there is room.
        reserved.TryAdd(new PhysicalAddress(address), length + 1);
    }

    /// <summary>Bytes before the closing zero; a text without a closing zero is cut off at 64 KiB.</summary>
    private readonly uint TextLength(uint address)
    {
        uint length = 0;
        while (length < MaximumTextLength && _machine.LoadByte(address + length) != 0)
        {
            length++;
        }

        return length;
    }
}
