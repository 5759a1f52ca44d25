using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Boot;

/// <summary>
/// Reads the Multiboot 2 information (Multiboot 2 specification 2.0, 3.6) while paging is off, trusting nothing in it.
/// Every length in a tag is checked against the whole, so that nothing outside is read; a lie is an error, not a guess
/// (F2).
/// <code>
/// structure   0 total size   4 reserved   8 tags, each on a multiple of 8
/// every tag   0 type         4 size, without the padding to the next
/// 0 end       1 command line: 8 text      2 loader name: 8 text
/// 3 module    8 start, 12 end, 16 text    4 amounts of memory: 8 lower, 12 upper  (KiB)
/// 6 map       8 size of an entry, 12 version, 16 entries: base (64 bits), length (64 bits), type
/// 8 screen    8 the fields of FramebufferInformation
/// </code>
/// </summary>
public struct Multiboot2Reader<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The value that a boot loader leaves in EAX.</summary>
    public const uint BootMagic = 0x36D76289;

    private const uint TagsOffset = 8;
    private const uint TagAlignment = 8;
    private const uint TagHeaderSize = 8;
    private const uint FramebufferSize = TagHeaderSize + FramebufferInformation.ColorsOffset2;

    // Boot loaders pass a few KiB.
    private const uint MaximumSize = 1u << 20;

    private readonly TMachine _machine;
    private readonly uint _structure;
    private uint _lower;
    private uint _upper;
    private bool _hasAmounts;
    private bool _hasMap;

    /// <summary>A reader of the structure at a physical address.</summary>
    public Multiboot2Reader(TMachine machine, PhysicalAddress structure)
    {
        _machine = machine;
        _structure = structure.Value;
    }

    private enum Tag : uint
    {
        End = 0,
        CommandLine = 1,
        LoaderName = 2,
        Module = 3,
        Amounts = 4,
        Map = 6,
        Framebuffer = 8,
    }

    /// <summary>After an error: the address of the wrong data.</summary>
    public PhysicalAddress FaultAddress { get; private set; }

    /// <summary>
    /// Copies the texts and what is said of the screen into <paramref name="information"/>, which must be the default
    /// value. It can't fail, and comes first: the command line says what a failure of all else ends in. What stands
    /// behind a tag of impossible length is not found.
    /// </summary>
    public void ReadTexts(ref BootInformation information)
    {
        information.MultibootVersion = 2;
        if (TryGetSize(out uint size))
        {
            ReadTags(size, ref information, areTexts: true);
        }
    }

    /// <summary>Copies and cleans all else, after <see cref="ReadTexts"/>.</summary>
    public BootError Read(ref BootInformation information)
    {
        PhysicalAddress structure = new(_structure);
        FaultAddress = structure;
        if (!TryGetSize(out uint size))
        {
            return BootError.InformationInvalid;
        }

        // The first range added, so there is room.
        information.Reserved.TryAdd(structure, size);
        BootError error = ReadTags(size, ref information, areTexts: false);
        if (error != BootError.None)
        {
            return error;
        }

        if (!_hasMap)
        {
            if (!_hasAmounts)
            {
                FaultAddress = structure;
                return BootError.NoMemoryInformation;
            }

            information.UseAmounts(_lower, _upper);
        }

        return BootError.None;
    }

    private readonly uint Word(uint address) => _machine.Load(address);

    private readonly bool TryGetSize(out uint size)
    {
        size = Word(_structure);
        return size is >= TagsOffset and <= MaximumSize
            && (_structure & (TagAlignment - 1)) == 0
            && new PhysicalAddress(_structure).HasRoomFor(size);
    }

    /// <summary>Reads the tags that hold texts or describe the screen, or all others.</summary>
    private BootError ReadTags(uint size, ref BootInformation information, bool areTexts)
    {
        for (uint offset = TagsOffset; ;)
        {
            uint tag = _structure + offset;
            FaultAddress = new PhysicalAddress(tag);
            if (offset + TagHeaderSize > size)
            {
                return BootError.EndMissing;
            }

            Tag type = (Tag)Word(tag);
            uint bytes = Word(tag + 4);
            if (bytes < LeastSize(type) || bytes > size - offset)
            {
                return BootError.TagInvalid;
            }

            if (type == Tag.End)
            {
                return BootError.None;
            }

            BootError error = areTexts
                ? ReadText(type, tag, bytes, ref information) : ReadTag(type, tag, bytes, ref information);
            if (error != BootError.None)
            {
                return error;
            }

            offset += (bytes + (TagAlignment - 1)) & ~(TagAlignment - 1);
        }
    }

    private static uint LeastSize(Tag type) => type is Tag.Module or Tag.Amounts or Tag.Map ? 16 : TagHeaderSize;

    private readonly BootError ReadText(Tag type, uint tag, uint size, ref BootInformation information)
    {
        switch (type)
        {
            case Tag.CommandLine:
                ReadText(tag, size, ref information.CommandLine);
                break;
            case Tag.LoaderName:
                ReadText(tag, size, ref information.LoaderName);
                break;
            case Tag.Framebuffer when size >= FramebufferSize:
                uint colors = size >= FramebufferSize + FramebufferInformation.ColorsSize ? tag + FramebufferSize : 0;
                information.Framebuffer = FramebufferInformation.Load(_machine, tag + TagHeaderSize, colors);
                break;
        }

        return BootError.None;
    }

    private BootError ReadTag(Tag type, uint tag, uint size, ref BootInformation information)
    {
        switch (type)
        {
            case Tag.Amounts:
                _hasAmounts = true;
                _lower = Word(tag + 8);
                _upper = Word(tag + 12);
                break;
            case Tag.Module:
                return ReadModule(tag, ref information);
            case Tag.Map:
                return ReadEntries(tag, size, ref information);
        }

        return BootError.None;
    }

    /// <summary>
    /// A text without a closing zero ends with its tag. Of two texts with the same purpose the first counts.
    /// </summary>
    private readonly void ReadText(uint tag, uint size, ref BootText text)
    {
        if (!text.Bytes.IsEmpty)
        {
            return;
        }

        for (uint offset = TagHeaderSize; offset < size; offset++)
        {
            byte value = _machine.LoadByte(tag + offset);
            if (value == 0)
            {
                return;
            }

            text.Append(value);
        }
    }

    private readonly BootError ReadModule(uint tag, ref BootInformation information)
    {
        uint start = Word(tag + 8);
        uint end = Word(tag + 12);
        if (end < start)
        {
            return BootError.ModuleInvalid;
        }

        information.AddModule(new PhysicalAddress(start), end - start);
        return information.Reserved.TryAdd(new PhysicalAddress(start), end - start)
            ? BootError.None : BootError.TooManyModules;
    }

    private BootError ReadEntries(uint tag, uint size, ref BootInformation information)
    {
        const uint EntriesOffset = 16;
        const uint SmallestEntry = 20;
        uint entrySize = Word(tag + 8);
        for (uint offset = EntriesOffset; offset < size; offset += entrySize)
        {
            FaultAddress = new PhysicalAddress(tag + offset);
            if (entrySize < SmallestEntry)
            {
                return BootError.MapEntryTooShort;
            }

            if (entrySize > size - offset)
            {
                return BootError.MapEndsInsideEntry;
            }

            if (!information.Map.TryAdd(MemoryRegion.Load(_machine, tag + offset)))
            {
                return BootError.MapTooLong;
            }

            _hasMap = true;
        }

        return BootError.None;
    }
}
