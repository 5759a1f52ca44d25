import { describe, expect, it } from "vitest";
import { regions, type ImageLayout } from "./layout";
import { MadeUpMemory } from "./made-up";
import { describeFlags, ENTRY_FIELDS, fieldValue, mappings, splitAddress, walk } from "./paging";
import { describePlace, walkRows } from "./pte";

const DIRECTORY = 0x3000;
const TABLE = 0x5000;
const LAYOUT: ImageLayout = { start: 0x100000, codeEnd: 0x11e000, constantsEnd: 0x129000, end: 0x180910 };

function tables(): MadeUpMemory {
    const memory = new MadeUpMemory(0x8000);
    memory.setWord(DIRECTORY, TABLE | 0x23);
    memory.setWord(DIRECTORY + 1023 * 4, DIRECTORY | 0x63);
    memory.setWord(TABLE + 0xb8 * 4, 0xb8063);
    memory.setWord(TABLE + 0x100 * 4, 0x100021);
    return memory;
}

describe("an address", () => {
    it("is split 10/10/12", () => {
        expect(splitAddress(0xff803abc)).toEqual({ directoryIndex: 1022, tableIndex: 3, offset: 0xabc });
    });

    it("is translated through directory and table", () => {
        const taken = walk(tables(), DIRECTORY, 0xb8123);
        expect(taken)
            .toMatchObject({ directoryEntryAddress: DIRECTORY, tableEntryAddress: TABLE + 0xb8 * 4,
                physical: 0xb8123 });
    });

    it("has no table entry where the directory names no table", () => {
        const taken = walk(tables(), DIRECTORY, 0xc0000000);
        expect(taken.directoryEntryAddress).toBe(DIRECTORY + 768 * 4);
        expect(taken).not.toHaveProperty("tableEntry");
        expect(taken).not.toHaveProperty("physical");
    });

    it("has a table entry and no frame where the table has a gap", () => {
        const taken = walk(tables(), DIRECTORY, 0x200000);
        expect(taken.tableEntry).toBe(0);
        expect(taken).not.toHaveProperty("physical");
    });

    it("leads to the directory through the recursive slot", () => {
        expect(walk(tables(), DIRECTORY, 0xfffffffc).physical).toBe(DIRECTORY + 0xffc);
        expect(walk(tables(), DIRECTORY, 0xffc00400).physical).toBe(TABLE + 0x400);
    });

    it("is translated whatever bits 11–0 of CR3 are", () => {
        expect(walk(tables(), DIRECTORY | 0x18, 0xb8000).physical).toBe(0xb8000);
    });
});

describe("entries", () => {
    it("are described in the kernel's words", () => {
        expect(describeFlags(0xb8063)).toBe("present, writable, accessed, dirty");
        expect(describeFlags(0x1 | 0x1fc))
            .toBe("present, read-only, user, write-through, not cached, accessed, dirty, large page, global");
        expect(describeFlags(0x203)).toBe("present, writable, frame taken for this page");
        expect(describeFlags(0xfffffffe)).toBe("not present");
    });

    it("have fields that cover each bit once", () => {
        const bits = ENTRY_FIELDS.flatMap(field =>
            Array.from({ length: field.high - field.low + 1 }, (_, index) => field.high - index));
        expect(bits).toEqual(Array.from({ length: 32 }, (_, index) => 31 - index));
    });

    it("give a field's value as a number without a sign", () => {
        const [frame] = ENTRY_FIELDS;
        expect(frame === undefined ? -1 : fieldValue(0xfffff001, frame)).toBe(0xfffff);
    });

    it("are all found, the recursive slot's too", () => {
        expect([...mappings(tables(), DIRECTORY)].map(mapping => mapping.page))
            .toEqual([0xb8000, 0x100000, 0xffc00000, 0xfffff000]);
    });
});

describe("pte", () => {
    const all = regions(LAYOUT, 0x3000);

    it("has the shell's rows", () => {
        expect(walkRows(walk(tables(), DIRECTORY, 0x100010), all)).toEqual([
            "address: v0x00100010",
            "directory index: 0",
            "table index: 256",
            "offset: 0x010",
            "directory entry: 0x00005023 (present, writable, accessed) frame p0x00005000",
            "table entry: 0x00100021 (present, read-only, accessed) frame p0x00100000",
            "physical address: p0x00100010",
            "region: in the kernel's code, 0x10 bytes from its start v0x00100000",
        ]);
    });

    it.each([
        [0x0, "in page 0, 0x0 bytes from its start v0x00000000"],
        [0xb8001, "in VGA text memory, 0x1 bytes from its start v0x000b8000"],
        [0x180910, "in the identity window past the kernel's end, 0x0 bytes from its start v0x00180910"],
        [0x181000, "in the heap's mapped part, 0x0 bytes from its start v0x00181000"],
        [0x184018, "0x18 bytes past the end of the heap's mapped part"],
        [0x381000, "in unused address space, 0x0 bytes past the end of the heap's window"],
        [0xf7fffffe, "in unused address space, 0x2 bytes below the records"],
        [0xf8001000, "in the records of address spaces, 0x1000 bytes from its start v0xf8000000"],
        [0xfb000010, "in unused address space, 0x10 bytes past the end of the records"],
        [0xff7fffff, "in unused address space, 0x1 bytes below the scratch slot"],
        [0xff801ffc, "in the guard page below the kernel stack, 0x4 bytes below its end"],
        [0xff80a004, "in the guard page above the kernel stack, 0x4 bytes above its top"],
        [0xff80bffc, "in the guard page below the double-fault stack, 0x4 bytes below its end"],
        [0xff812010, "in the fault stack, 0x10 bytes from its start v0xff812000"],
        [0xff81c004, "in the guard page above the interrupt stack, 0x4 bytes above its top"],
        [0xffffffff, "in the page directory (recursive slot), 0xfff bytes from its start v0xfffff000"],
    ])("says where 0x%x lies", (address, place) => {
        expect(describePlace(address, all)).toBe(place);
    });
});
