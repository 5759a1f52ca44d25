# gdb's knowledge of OS/mosis: the place of the sources, the printing of the core's values, and the commands `osmosis
# …`.
#
# `./osmosis debug` loads it. By hand: gdb -x tools/gdb/osmosis.py artifacts/osmosis.debug

import os
import re
import socket

import gdb

PAGE = 4096
ENTRIES = 1024
PRESENT = 1
FLAGS = [(1 << 2, "user"), (1 << 3, "write-through"), (1 << 4, "not cached"), (1 << 5, "accessed"), (1 << 6, "dirty"),
         (1 << 7, "large page"), (1 << 8, "global"), (1 << 9, "frame taken for this page")]
PAGING_ON = 1 << 31

# The first word of src/Memory/Frames/FrameTree.cs with a bit for each frame.
FIRST_LEAF = 1057

# The header of a heap block: see src/Memory/Heap/BlockHeader.cs.
BLOCK_FREE = 1
BLOCK_QUARANTINED = 4
BLOCK_SIZE = 0xFFFFFFF8
PLAIN_HEADER = 4
CHECKED_HEADER = 20
CHECKED_CALLER = 12
# Far above the size that any heap has: bounds further apart are damaged.
LARGEST_HEAP = 16 << 20


def static(name):
    """A static field, such as KernelMemory.s_frames."""
    symbol = gdb.lookup_global_symbol(name)
    if symbol is None:
        raise gdb.GdbError(f"there is no static field {name} in this image: is the symbol file "
                           "artifacts/osmosis.debug loaded, and of this build?")
    return symbol.value()


def register(name):
    return int(gdb.newest_frame().read_register(name)) & 0xFFFFFFFF


def physical_words(address, count):
    """Dwords of physical memory, by the emulator's monitor: whatever the tables say."""
    text = gdb.execute(f"monitor xp /{count}xw {address:#x}", to_string=True)
    words = [int(word, 16) for line in text.splitlines() if ":" in line for word in line.split(":", 1)[1].split()]
    if len(words) != count:
        raise gdb.GdbError(f"the emulator's monitor did not tell what is at physical address {address:#x}: "
                           + text.strip())
    return words


def virtual_word(address):
    """Raises gdb.MemoryError where nothing is mapped."""
    return int.from_bytes(gdb.selected_inferior().read_memory(address, 4).tobytes(), "little")


def heap_is_checked():
    return bool(static("Heap.IsChecked"))


def heap_bounds():
    """The fields First, Top and End."""
    return static("Heap.s_checked" if heap_is_checked() else "Heap.s_plain")["Blocks"]["Memory"]["Bounds"]


def entry_text(value):
    """As the shell's `pte` prints an entry."""
    if not value & PRESENT:
        return f"{value:#010x} (not present)"
    words = ["present", "writable" if value & 2 else "read-only"] + [name for bit, name in FLAGS if value & bit]
    return f"{value:#010x} ({', '.join(words)}) frame p{value & -PAGE:#010x}"


def function_at(address):
    """Name and line of the call that returns to an address."""
    place = gdb.find_pc_line(address - 1)
    block = gdb.block_for_pc(address - 1)
    while block is not None and block.function is None:
        block = block.superblock
    name = block.function.name if block is not None else f"{address:#010x}"
    return f"{name} ({place.symtab.filename}:{place.line})" if place.symtab is not None else name


class Osmosis(gdb.Command):
    """Looks at the kernel's memory: osmosis pte, frame, heap, type."""

    def __init__(self):
        super().__init__("osmosis", gdb.COMMAND_DATA, prefix=True)

    def invoke(self, text, from_tty):
        if text:
            raise gdb.GdbError(f"osmosis has no command {text}: 'help osmosis' lists those it has")
        gdb.execute("help osmosis")


class Subcommand(gdb.Command):
    def __init__(self):
        super().__init__(f"osmosis {type(self).__name__.lower()}", gdb.COMMAND_DATA)

    def number(self, text):
        if not text:
            raise gdb.GdbError(self.__doc__.splitlines()[0])
        try:
            return int(gdb.parse_and_eval(text)) & 0xFFFFFFFF
        except gdb.error as error:
            raise gdb.GdbError(f"{text} is not a number, an address or an expression of one: {error}") from None


class Pte(Subcommand):
    """osmosis pte ADDRESS: follows an address through the page tables, as the processor does, in physical memory."""

    def invoke(self, text, from_tty):
        address = self.number(text)
        if not register("cr0") & PAGING_ON:
            print(f"paging is off: v{address:#010x} is p{address:#010x}")
            return
        directory = physical_words((register("cr3") & -PAGE) + (address >> 22) * 4, 1)[0]
        print(f"directory entry {address >> 22}: {entry_text(directory)}")
        if not directory & PRESENT:
            return
        index = address >> 12 & ENTRIES - 1
        entry = physical_words((directory & -PAGE) + index * 4, 1)[0]
        print(f"table entry {index}: {entry_text(entry)}")
        if entry & PRESENT:
            print(f"physical address: p{(entry & -PAGE) + address % PAGE:#010x}")


class Frame(Subcommand):
    """osmosis frame NUMBER: whether a frame is free, allocated or reserved, and which pages are mapped to it."""

    def invoke(self, text, from_tty):
        number = self.number(text)
        if number >= 1 << 20:
            raise gdb.GdbError(f"frames have numbers below 0x100000, and {number:#x} is not one")
        print(f"frame {number:#x}, p{number * PAGE:#010x}: {self.state(number)}")
        for page in self.pages(number):
            print(f"mapped at v{page:#010x}")

    @staticmethod
    def state(number):
        frames = static("KernelMemory.s_frames")
        word, bit = number // 32, 1 << number % 32
        if int(frames["_free"]["_nodes"]["_node"][FIRST_LEAF + word]) & bit:
            return "free"
        return "allocated" if int(frames["_managed"]["_word"][word]) & bit else "reserved"

    @staticmethod
    def pages(number):
        if not register("cr0") & PAGING_ON:
            return
        for slot, table in enumerate(physical_words(register("cr3") & -PAGE, ENTRIES)):
            if table & PRESENT:
                for index, entry in enumerate(physical_words(table & -PAGE, ENTRIES)):
                    if entry & PRESENT and entry // PAGE == number:
                        yield slot << 22 | index << 12


class Heap(Subcommand):
    """osmosis heap [ADDRESS]: the heap's blocks, or the block that an address lies in."""

    def invoke(self, text, from_tty):
        wanted = self.number(text) if text else None
        count = 0
        for block, header in self.blocks():
            if wanted is None or block <= wanted < block + (header & BLOCK_SIZE):
                print(self.describe(block, header))
                count += 1
        if wanted is None:
            print(f"blocks: {count}")
        elif count == 0:
            print(f"v{wanted:#010x} lies in no block of the heap")

    def blocks(self):
        bounds = heap_bounds()
        block, top, end = int(bounds["First"]), int(bounds["Top"]), int(bounds["End"])
        # Whatever memory holds, the walk ends, and says what is wrong.
        if not block <= top <= end <= block + LARGEST_HEAP:
            print(f"the heap's bounds are damaged: it begins at v{block:#010x}, its top is v{top:#010x} "
                  f"and its end v{end:#010x}")
            return
        while block < top:
            try:
                header = virtual_word(block)
            except gdb.MemoryError:
                print(f"v{block:#010x}: nothing is mapped here, {top - block} bytes below the heap's top: "
                      "the heap is damaged")
                return
            if not 0 < header & BLOCK_SIZE <= top - block:
                print(f"v{block:#010x}: a header of size {header & BLOCK_SIZE}, {header:#010x}, "
                      f"{top - block} bytes below the heap's top: "
                      "the heap is damaged")
                return
            yield block, header
            block += header & BLOCK_SIZE
        if top < end:
            # The free memory above the last block has no header.
            yield top, end - top | BLOCK_FREE

    def describe(self, block, header):
        state = "free" if header & BLOCK_FREE else "quarantined" if header & BLOCK_QUARANTINED else "allocated"
        payload = block + (CHECKED_HEADER if heap_is_checked() else PLAIN_HEADER)
        text = f"v{payload:#010x}: {state}, {header & BLOCK_SIZE} bytes"
        caller = virtual_word(block + CHECKED_CALLER) if heap_is_checked() and state == "allocated" else 0
        return f"{text}, allocated by {function_at(caller)}" if caller else text


class Type(Subcommand):
    """osmosis type TEXT: types a line at the kernel's shell, which reads it when the machine goes on."""

    def invoke(self, text, from_tty):
        path = os.environ.get("OSMOSIS_KEYS")
        if path is None:
            raise gdb.GdbError("only a machine that ./osmosis debug started can be typed at, and not one that replays")
        with socket.socket(socket.AF_UNIX) as keys:
            keys.connect(path)
            keys.sendall(text.encode() + b"\r")


class OneWord:
    """Prints a structure of one number as the kernel does."""

    FORMATS = {
        "PageTableEntry": entry_text,
        "PhysicalAddress": lambda value: f"p{value:#010x}",
        "VirtualAddress": lambda value: f"v{value:#010x}",
        "Frame": lambda value: f"frame {value:#x}",
    }

    def __init__(self, value, text):
        self.value, self.text = value, text

    def to_string(self):
        return self.text(int(self.value[self.value.type.fields()[0]]))


class Span:
    """Prints a span of bytes as text, and any other as its elements."""

    MOST = 32

    def __init__(self, value):
        self.reference, self.length = value["_reference"], int(value["_length"])

    def to_string(self):
        if str(self.reference.type.target()) == "byte":
            if self.length == 0:
                return '""'
            start = int(self.reference.referenced_value().address)
            data = gdb.selected_inferior().read_memory(start, min(self.length, self.MOST))
            text = re.sub(r"[^ -~]", "?", data.tobytes().decode("latin-1"))
            return f'"{text}"' + ("…" if self.length > self.MOST else "")
        return f"{self.length} elements"


def printer(value):
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_REF:
        value = value.referenced_value()
        kind = value.type.strip_typedefs()
    if kind.code != gdb.TYPE_CODE_STRUCT or kind.name is None:
        return None
    if kind.name in OneWord.FORMATS:
        return OneWord(value, OneWord.FORMATS[kind.name])
    return Span(value) if re.match(r"(ReadOnly)?Span<", kind.name) else None


for command in (Osmosis, Pte, Frame, Heap, Type):
    command()
gdb.pretty_printers.append(printer)
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The frame allocator is larger than gdb prints by default.
for setting in (f"directory {root}", "set max-value-size 1048576", "set disassembly-flavor intel", "set confirm off"):
    gdb.execute(setting, to_string=True)
