// The parts of the kernel's 4 GiB of virtual addresses, and their uses. It is the layout of docs/PAGING.md
// (src/Memory/MemoryLayout.cs); values that depend on the image or the machine are read from them.

export const PAGE_SIZE = 4096;
export const ENTRIES = 1024;
export const TABLE_SPAN = PAGE_SIZE * ENTRIES;
export const FRAME_COUNT = 2 ** 20;
export const ADDRESS_END = 2 ** 32;
export const HEAP_WINDOW = 2 << 20;
export const SCRATCH_SLOT = 1022;
export const RECURSIVE_SLOT = 1023;
export const RECORDS = 0xf8000000;
export const RECORDS_END = RECORDS + (48 << 20);

const WINDOWS = SCRATCH_SLOT * TABLE_SPAN + 64 * PAGE_SIZE;
const WINDOWS_END = WINDOWS + 3 * PAGE_SIZE;
const SCRATCH_BASE = SCRATCH_SLOT * TABLE_SPAN;
const STACK_BOTTOM = SCRATCH_BASE + 2 * PAGE_SIZE;
const STACK_TOP = STACK_BOTTOM + 8 * PAGE_SIZE;
const IMAGE_STACKS = ["double-fault stack", "fault stack", "interrupt stack"];
const IMAGE_STACK_BYTES = 4 * PAGE_SIZE;
const RECURSIVE_BASE = RECURSIVE_SLOT * TABLE_SPAN;
const DIRECTORY_WINDOW = RECURSIVE_BASE + RECURSIVE_SLOT * PAGE_SIZE;
const LOW_MEMORY_VIDEO = 0xb8000;
const VIDEO_END = 0xc0000;

/** The ends of the linker's parts, in bytes, from the image's symbols. */
export interface ImageLayout {
    readonly start: number;
    readonly codeEnd: number;
    readonly constantsEnd: number;
    readonly end: number;
}

export type RegionKind =
    | "null" | "low" | "video" | "code" | "constants" | "variables" | "windowEnd" | "heap" | "heapUnmapped" | "unused"
    | "records" | "scratch" | "guard" | "stack" | "scratchUnused" | "windows" | "tables" | "directory";

/** Addresses [start, end) and their use. */
export interface Region {
    readonly kind: RegionKind;
    readonly name: string;
    readonly start: number;
    readonly end: number;
}

/** The end of the identity window, W. */
export function identityEnd(image: ImageLayout): number {
    return Math.max(16 << 10, Math.ceil(image.end / PAGE_SIZE) * PAGE_SIZE);
}

/** A stack whose memory is part of the image, and its guard pages. */
function stackRegions(name: string, index: number): [RegionKind, string, number][] {
    const guard = STACK_TOP + PAGE_SIZE + index * (IMAGE_STACK_BYTES + 2 * PAGE_SIZE);
    const bottom = guard + PAGE_SIZE;
    const top = bottom + IMAGE_STACK_BYTES;
    return [
        ["guard", `the guard page below the ${name}`, bottom],
        ["stack", `the ${name}`, top],
        ["guard", `the guard page above the ${name}`, top + PAGE_SIZE],
    ];
}

/** All regions, ascending, without gaps. The names are the same as in the kernel's reports. */
export function regions(image: ImageLayout, heapMappedBytes: number): Region[] {
    const window = identityEnd(image);
    const ends: readonly (readonly [RegionKind, string, number])[] = [
        ["null", "page 0", PAGE_SIZE],
        ["low", "the first MiB", LOW_MEMORY_VIDEO],
        ["video", "VGA text memory", VIDEO_END],
        ["low", "the first MiB", image.start],
        ["code", "the kernel's code", image.codeEnd],
        ["constants", "the kernel's constants", image.constantsEnd],
        ["variables", "the kernel's variables", image.end],
        ["windowEnd", "the identity window past the kernel's end", window],
        ["heap", "the heap's mapped part", window + heapMappedBytes],
        ["heapUnmapped", "the heap's unmapped part", window + HEAP_WINDOW],
        ["unused", "unused address space", RECORDS],
        ["records", "the records of address spaces", RECORDS_END],
        ["unused", "unused address space", SCRATCH_BASE],
        ["scratch", "the scratch page", SCRATCH_BASE + PAGE_SIZE],
        ["guard", "the guard page below the kernel stack", STACK_BOTTOM],
        ["stack", "the kernel stack", STACK_TOP],
        ["guard", "the guard page above the kernel stack", STACK_TOP + PAGE_SIZE],
        ...IMAGE_STACKS.flatMap(stackRegions),
        ["scratchUnused", "the unused rest of the scratch slot", WINDOWS],
        ["windows", "the windows on frames", WINDOWS_END],
        ["scratchUnused", "the unused rest of the scratch slot", RECURSIVE_BASE],
        ["tables", "the page tables (recursive slot)", DIRECTORY_WINDOW],
        ["directory", "the page directory (recursive slot)", ADDRESS_END],
    ];
    let start = 0;
    const found: Region[] = [];
    for (const [kind, name, end] of ends) {
        if (end > start) {
            found.push({ kind, name, start, end });
            start = end;
        }
    }

    return found;
}

/** The region that an address lies in. */
export function regionAt(all: readonly Region[], address: number): Region {
    const region = all.find(candidate => address < candidate.end);
    if (region === undefined) {
        throw new RangeError(`0x${address.toString(16)} is no address of 32 bits`);
    }

    return region;
}
