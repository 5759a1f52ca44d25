// The heap's blocks, walked from header to header (docs/SNAPSHOT.md, src/Memory/Heap/BlockHeader.cs).

import { HEAP_WINDOW, PAGE_SIZE } from "./layout";
import { wordAt, type GuestMemory } from "./memory";
import { walk } from "./paging";
import { Stage, type Snapshot } from "./snapshot";

const FREE = 1;
const QUARANTINED = 4;
const MULTIPLIER = 0x9e3779b1;
const GRANULARITY = 8;

/** Bytes before the first block, and behind the last. */
const WORD = 4;

export type BlockState = "allocated" | "free" | "quarantined" | "damaged" | "top";

export interface HeapBlock {
    /** Virtual address of the header. */
    readonly address: number;

    /** Bytes of the whole block. */
    readonly size: number;
    readonly state: BlockState;

    /** The pointer that kmalloc returned, or would return. */
    readonly payload: number;

    /** The header word; 0 for the top, which has none. */
    readonly header: number;

    /** The details of a checked block; undefined in a plain heap, and for the top. */
    readonly details?: BlockDetails;
}

export interface BlockDetails {
    readonly seal: number;
    readonly requested: number;
    readonly mark: number;

    /** Return address of the call that allocated it; 0 for none. */
    readonly allocatedBy: number;

    /** Return address of the call that freed it; 0 while it isn't free. */
    readonly freedBy: number;
}

export interface Heap {
    readonly isChecked: boolean;

    /** The window's start and end. */
    readonly base: number;
    readonly limit: number;

    /** End of the last block, and of what is mapped. */
    readonly top: number;
    readonly mappedEnd: number;

    /** Blocks, ascending; the free memory above the last is a block without a header. */
    readonly blocks: readonly HeapBlock[];
    readonly freeBytes: number;
    readonly largestFree: number;

    /** 0 when all free memory is one block; as the kernel's `heap` prints it. */
    readonly fragmentation: number;
    readonly allocations: number;
    readonly frees: number;
    readonly live: number;
}

/** Walks the heap; undefined before it is ready. */
export function readHeap(memory: GuestMemory, cr3: number, snapshot: Snapshot): Heap | undefined {
    if (snapshot.stage < Stage.Heap) {
        return undefined;
    }

    // The kernel's words may have been overwritten: the heap lies in its window all the same.
    const base = snapshot.identityEnd;
    const end = Math.max(base + WORD, Math.min(base + HEAP_WINDOW - WORD, snapshot.follow(172)));
    const top = Math.max(base + WORD, Math.min(end, snapshot.follow(168)));
    const window = readWindow(memory, cr3, base, end - base);
    const isChecked = snapshot.at(160) === 1;
    const format = isChecked
        ? new CheckedFormat(window, base, top, snapshot.follow(176)) : new PlainFormat(window, base, top);
    const blocks = [...walkBlocks(format, base + WORD, top)];
    if (end > top) {
        blocks.push({ address: top, size: end - top, state: "top", payload: top + format.headerBytes, header: 0 });
    }

    const free = blocks.filter(block => block.state === "free" || block.state === "top").map(block => block.size);
    const freeBytes = free.reduce((sum, size) => sum + size, 0);
    const largestFree = Math.max(0, ...free);
    const [allocations, frees, lost] = [snapshot.follow(180), snapshot.follow(184), snapshot.follow(188)];
    return {
        isChecked, base, limit: base + HEAP_WINDOW, top, mappedEnd: end === base + WORD ? base : end + WORD, blocks,
        freeBytes, largestFree, allocations, frees,
        fragmentation: freeBytes === 0 ? 0 : 100 - Math.floor(largestFree * 100 / freeBytes),
        live: (allocations - frees - lost) >>> 0,
    };
}

interface Format {
    readonly headerBytes: number;
    word(address: number): number;
    isSound(block: number, header: number): boolean;

    /** The details in a header after its first word; a plain header has none. */
    describe?(block: number): BlockDetails;
}

class PlainFormat implements Format {
    readonly headerBytes: number = 4;
    protected readonly smallest: number = 16;

    constructor(private readonly window: Uint8Array, private readonly base: number, private readonly top: number) {
    }

    word(address: number): number {
        return wordAt(this.window, address - this.base);
    }

    isSound(block: number, header: number): boolean {
        return this.fits(block, header) && (header & QUARANTINED) === 0;
    }

    protected fits(block: number, header: number): boolean {
        const size = sizeOf(header);
        return size >= this.smallest && size <= this.top - block;
    }
}

class CheckedFormat extends PlainFormat {
    override readonly headerBytes = 20;
    protected override readonly smallest = 32;

    constructor(window: Uint8Array, base: number, top: number, private readonly salt: number) {
        super(window, base, top);
    }

    override isSound(block: number, header: number): boolean {
        return this.fits(block, header) && this.word(block + 4) === this.sealOf(block, header);
    }

    describe(block: number): BlockDetails {
        const request = this.word(block + 8);
        return {
            seal: this.word(block + 4), requested: request & 0x3fffff, mark: request >>> 22,
            allocatedBy: this.word(block + 12),
            freedBy: this.word(block + 16),
        };
    }

    private sealOf(block: number, header: number): number {
        const start = Math.imul(this.salt ^ block ^ header, MULTIPLIER);
        return mix(mix(mix(start ^ this.word(block + 8)) ^ this.word(block + 12)) ^ this.word(block + 16));
    }
}

function* walkBlocks(format: Format, first: number, top: number): Generator<HeapBlock> {
    let block = first;
    while (block < top) {
        const header = format.word(block);
        const isSound = format.isSound(block, header);
        const size = isSound ? sizeOf(header) : nextSound(format, block, top) - block;
        const details = format.describe?.(block);
        const state = !isSound ? "damaged" : (header & QUARANTINED) !== 0 ? "quarantined"
            : (header & FREE) !== 0 ? "free" : "allocated";
        yield { address: block, size, state, payload: block + format.headerBytes, header,
            ...(details === undefined ? {} : { details }) };
        block += size;
    }
}

function nextSound(format: Format, from: number, top: number): number {
    let block = from + GRANULARITY;
    while (block < top && !format.isSound(block, format.word(block))) {
        block += GRANULARITY;
    }

    return Math.min(block, top);
}

function sizeOf(header: number): number {
    return (header & ~(GRANULARITY - 1)) >>> 0;
}

function mix(word: number): number {
    const product = Math.imul(word, MULTIPLIER);
    return Math.imul((product << 16) | (product >>> 16), MULTIPLIER) >>> 0;
}

// The mapped part of the window in one piece. An unmapped page stays 0, so that a reader finds no sound header there.
function readWindow(memory: GuestMemory, cr3: number, base: number, length: number): Uint8Array {
    const pages = Math.ceil(length / PAGE_SIZE);
    const window = new Uint8Array(pages * PAGE_SIZE);
    for (let page = 0; page < pages; page++) {
        const { physical } = walk(memory, cr3, base + page * PAGE_SIZE);
        if (physical !== undefined) {
            window.set(memory.read(physical, PAGE_SIZE), page * PAGE_SIZE);
        }
    }

    return window;
}
