// Page tables as the processor walks them: 32-bit paging, 4 KiB pages (Intel SDM volume 3, section 4.3).

import { ENTRIES, PAGE_SIZE, TABLE_SPAN } from "./layout";
import { readWord, readWords, type GuestMemory } from "./memory";

export const PRESENT = 1 << 0;
export const WRITABLE = 1 << 1;
export const LARGE = 1 << 7;
export const FRAME_MASK = 0xfffff000;

const PAGING_ON = 0x80000000;
const WRITE_PROTECT = 1 << 16;

/** A bit, or run of bits, of an entry. */
export interface EntryField {
    readonly high: number;
    readonly low: number;

    /** As in the manual's figure. */
    readonly short: string;
    readonly name: string;
    readonly meaning: string;

    /** The word in the kernel's `pte` when it is set; empty if `pte` doesn't mention it. */
    readonly word: string;
}

/** The fields of an entry, from bit 31 down. */
export const ENTRY_FIELDS: readonly EntryField[] = [
    field(31, 12, "frame", "Frame address",
        "Bits 31–12 of a physical address: where the table or the page lies. The low 12 bits are 0, so "
            + "that they needn't be kept."),
    field(11, 10, "–", "Free for software", "The processor ignores them, and so does this kernel."),
    field(9, 9, "own", "Owns its frame",
        "Free for software. This kernel sets it when the frame was taken for this mapping, and is freed with it.",
        "frame taken for this page"),
    field(8, 8, "G", "Global", "The translation would outlive a change of CR3. Never set here.", "global"),
    field(7, 7, "PS", "Page size", "In a directory entry: a page of 4 MiB instead of a table. Never set here.",
        "large page"),
    field(6, 6, "D", "Dirty", "The processor sets it when it writes to the page.", "dirty"),
    field(5, 5, "A", "Accessed", "The processor sets it when it uses the entry.", "accessed"),
    field(4, 4, "PCD", "Cache disable", "The page isn't cached: for devices.", "not cached"),
    field(3, 3, "PWT", "Write through", "Writes go through the cache to memory.", "write-through"),
    field(2, 2, "U/S", "User", "User mode may use the page. This kernel has none.", "user"),
    field(1, 1, "R/W", "Writable", "Writes are allowed. Without it they fault, in the kernel too, as CR0.WP is set.",
        "writable"),
    field(0, 0, "P", "Present", "The entry maps something. If it is 0, the processor looks no further: a page fault.",
        "present"),
];

function field(high: number, low: number, short: string, name: string, meaning: string, word = ""): EntryField {
    return { high, low, short, name, meaning, word };
}

/** The processor's registers for paging. */
export interface ControlRegisters {
    readonly cr0: number;
    readonly cr2: number;
    readonly cr3: number;
}

export function isPagingOn(registers: ControlRegisters): boolean {
    return (registers.cr0 & PAGING_ON) !== 0;
}

export function isWriteProtected(registers: ControlRegisters): boolean {
    return (registers.cr0 & WRITE_PROTECT) !== 0;
}

export function isPresent(entry: number): boolean {
    return (entry & PRESENT) !== 0;
}

export function isWritable(entry: number): boolean {
    return (entry & WRITABLE) !== 0;
}

/** The physical address in an entry. */
export function frameAddress(entry: number): number {
    return (entry & FRAME_MASK) >>> 0;
}

/** The value of a field in an entry. */
export function fieldValue(entry: number, part: EntryField): number {
    return (entry >>> part.low) & (2 ** (part.high - part.low + 1) - 1);
}

/** Flags in the words, and the order, of the kernel's `pte`. */
export function describeFlags(entry: number): string {
    if (!isPresent(entry)) {
        return "not present";
    }

    const others = ENTRY_FIELDS.slice(0, -2).reverse()
        .filter(part => part.word !== "" && fieldValue(entry, part) !== 0).map(part => part.word);
    return ["present", isWritable(entry) ? "writable" : "read-only", ...others].join(", ");
}

/** The three parts of a linear address. */
export function splitAddress(address: number): { directoryIndex: number; tableIndex: number; offset: number } {
    return { directoryIndex: address >>> 22, tableIndex: (address >>> 12) & 0x3ff, offset: address & 0xfff };
}

/** The 1024 entries of a directory or table. */
export function readTable(memory: GuestMemory, address: number): Uint32Array {
    return readWords(memory, address, ENTRIES);
}

/** One translation, step by step. */
export interface Walk {
    readonly address: number;
    readonly directoryIndex: number;
    readonly tableIndex: number;
    readonly offset: number;

    /** Physical address of the directory. */
    readonly directory: number;
    readonly directoryEntryAddress: number;
    readonly directoryEntry: number;

    /** Absent where the directory entry names no table. */
    readonly tableEntryAddress?: number;
    readonly tableEntry?: number;

    /** Absent where nothing is mapped. */
    readonly physical?: number;
}

/** Translates as the processor does, but without a TLB. Paging must be on. */
export function walk(memory: GuestMemory, cr3: number, address: number): Walk {
    const parts = splitAddress(address);
    const directory = frameAddress(cr3);
    const directoryEntryAddress = directory + parts.directoryIndex * 4;
    const directoryEntry = readWord(memory, directoryEntryAddress);
    const first = { address, ...parts, directory, directoryEntryAddress, directoryEntry };
    if (!isPresent(directoryEntry)) {
        return first;
    }

    const tableEntryAddress = frameAddress(directoryEntry) + parts.tableIndex * 4;
    const tableEntry = readWord(memory, tableEntryAddress);
    const second = { ...first, tableEntryAddress, tableEntry };
    return isPresent(tableEntry) ? { ...second, physical: frameAddress(tableEntry) + parts.offset } : second;
}

/** A present table entry, and the page it maps. */
export interface Mapping {
    readonly page: number;
    readonly entry: number;
}

/** Every mapped page, ascending; the recursive entry's too. */
export function* mappings(memory: GuestMemory, cr3: number): Generator<Mapping> {
    const directory = readTable(memory, frameAddress(cr3));
    for (const [slot, directoryEntry] of directory.entries()) {
        if (isPresent(directoryEntry)) {
            for (const [index, entry] of readTable(memory, frameAddress(directoryEntry)).entries()) {
                if (isPresent(entry)) {
                    yield { page: slot * TABLE_SPAN + index * PAGE_SIZE, entry };
                }
            }
        }
    }
}
