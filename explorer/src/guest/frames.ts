// The kind of every frame of the 4 GiB, and the reason: from the boot loader's map, the kernel's bitmaps, the frames'
// records, and above all the page tables.

import { recordedKinds } from "./frame-records";
import { FRAME_COUNT, HEAP_WINDOW, PAGE_SIZE, RECORDS, RECURSIVE_SLOT, TABLE_SPAN, type ImageLayout } from "./layout";
import { readWord, wordsOf, type GuestMemory } from "./memory";
import { frameAddress, isPresent, readTable } from "./paging";
import { Stage, type Snapshot } from "./snapshot";

export const FRAME_KINDS = ["none", "reserved", "low", "loader", "code", "constants", "variables", "directory", "table",
    "heap", "stack", "page", "shared", "object", "taken", "free"] as const;
export type FrameKind = typeof FRAME_KINDS[number];

const KIND = Object.fromEntries(FRAME_KINDS.map((kind, index) => [kind, index])) as Readonly<Record<FrameKind, number>>;
const WORDS = FRAME_COUNT / 32;
const LOW_FRAMES = 256;
const REGION_BYTES = 24;
const USABLE = 1;

/** Where the directory in CR3 sees itself. */
export const OWN_DIRECTORY = 0xfffff000;

/** More than the kernel keeps. */
const MOST_REGIONS = 4096;
const REGION_NAMES = ["no memory", "memory", "reserved", "ACPI tables", "kept for firmware", "defective memory"];

/** The use of a frame that page tables or its record say. */
export interface FrameUse {
    readonly kind: FrameKind;

    /**
     * The virtual page mapped to it; for a table, the first address that it serves. Undefined in an address space that
     * is not loaded.
     */
    readonly page?: number | undefined;

    /** For a table of the loaded address space: its directory entry. */
    readonly slot?: number;
}

/** The kinds of all frames. An update takes work only for changes. */
export class FrameMap {
    /** A number for each frame: the index of its kind in FRAME_KINDS. */
    readonly kinds = new Uint8Array(FRAME_COUNT);

    /** A number for each 32 frames that changes when the kind of one of them changes. */
    readonly versions = new Uint32Array(WORDS);

    private readonly base = new Uint8Array(FRAME_COUNT);
    private readonly managed = new Uint32Array(WORDS);
    private readonly free = new Uint32Array(WORDS);
    private uses: ReadonlyMap<number, FrameUse> = new Map();
    private baseStage = -1;

    constructor(private readonly image: ImageLayout) {
    }

    /** Reads memory again. Before the frames are ready only the image is known. */
    update(memory: GuestMemory, snapshot: Snapshot, cr3: number | undefined): void {
        const dirty = new Set<number>();
        const baseStage = Math.min(snapshot.stage, Stage.Frames);
        if (baseStage !== this.baseStage) {
            this.baseStage = baseStage;
            this.readBase(memory, snapshot);

            // Words without a managed or a used frame stay like this.
            this.kinds.set(this.base);
            this.versions.forEach((version, word, all) => { all[word] = version + 1; });
            this.managed.fill(0);
            this.uses = new Map();
        }

        if (snapshot.stage >= Stage.Frames) {
            readBits(memory, snapshot.at(128), this.managed, dirty);
            readBits(memory, snapshot.at(124), this.free, dirty);
        }

        const uses = cr3 === undefined ? new Map<number, FrameUse>() : readUses(memory, cr3, snapshot);
        for (const frame of [...uses.keys(), ...this.uses.keys()]) {
            const [now, before] = [uses.get(frame), this.uses.get(frame)];
            if (now?.page !== before?.page || now?.kind !== before?.kind) {
                dirty.add(frame >>> 5);
            }
        }

        this.uses = uses;
        for (const word of dirty) {
            this.classify(word);
        }
    }

    kind(frame: number): FrameKind {
        return FRAME_KINDS[this.kinds[frame] ?? 0] ?? "none";
    }

    /** What page tables or its record say of it, if anything. */
    use(frame: number): FrameUse | undefined {
        return this.uses.get(frame);
    }

    isManaged(frame: number): boolean {
        return hasBit(this.managed, frame);
    }

    isFree(frame: number): boolean {
        return hasBit(this.free, frame);
    }

    /** A frame that the page tables use although the bitmap calls it free; undefined when all is well. */
    usedButFree(): number | undefined {
        return [...this.uses.keys()].find(frame => this.isFree(frame));
    }

    /** The number of frames of each kind. */
    counts(): ReadonlyMap<FrameKind, number> {
        const counts = new Uint32Array(FRAME_KINDS.length);
        for (const kind of this.kinds) {
            counts[kind] = (counts[kind] ?? 0) + 1;
        }

        return new Map(FRAME_KINDS.map((kind, index) => [kind, counts[index] ?? 0]));
    }

    /** The numbers of managed and of free frames. */
    totals(): { managed: number; free: number } {
        return { managed: countBits(this.managed), free: countBits(this.free) };
    }

    // The part that depends only on the image and the boot loader.
    private readBase(memory: GuestMemory, snapshot: Snapshot): void {
        this.base.fill(KIND.none);
        if (snapshot.stage >= Stage.Frames) {
            for (const region of bootRegions(memory, snapshot)) {
                this.fill(region.start, region.end, region.kind === USABLE ? "loader" : "reserved");
            }
        }

        this.fill(0, LOW_FRAMES * PAGE_SIZE, "low");
        this.fill(this.image.start, this.image.codeEnd, "code");
        this.fill(this.image.codeEnd, this.image.constantsEnd, "constants");
        this.fill(this.image.constantsEnd, this.image.end, "variables");
    }

    private fill(start: number, end: number, kind: FrameKind): void {
        this.base.fill(KIND[kind], Math.min(FRAME_COUNT, Math.floor(start / PAGE_SIZE)),
            Math.min(FRAME_COUNT, Math.ceil(end / PAGE_SIZE)));
    }

    private classify(word: number): void {
        const managed = this.managed[word] ?? 0;
        const free = this.free[word] ?? 0;
        for (let bit = 0, frame = word * 32; bit < 32; bit++, frame++) {
            const used = this.uses.get(frame)?.kind;
            if ((managed >>> bit & 1) !== 0) {
                this.kinds[frame] = (free >>> bit & 1) !== 0 ? KIND.free : KIND[used ?? "taken"];
            } else {
                this.kinds[frame] = used === "directory" ? KIND.directory : this.base[frame] ?? 0;
            }
        }

        this.versions[word] = (this.versions[word] ?? 0) + 1;
    }
}

/** A part of physical memory, as the boot loader described it. */
export interface BootRegion {
    readonly start: number;
    readonly end: number;
    readonly kind: number;
    readonly name: string;
}

export function bootRegions(memory: GuestMemory, snapshot: Snapshot): BootRegion[] {
    return Array.from({ length: Math.min(MOST_REGIONS, snapshot.at(112)) }, (_, index) => {
        const at = snapshot.at(108) + index * REGION_BYTES;
        const kind = memory.read(at + 16, 1)[0] ?? 0;
        return { start: long(memory, at), end: long(memory, at + 8), kind, name: REGION_NAMES[kind] ?? "reserved" };
    });
}

function long(memory: GuestMemory, address: number): number {
    return readWord(memory, address) + readWord(memory, address + 4) * 2 ** 32;
}

// Reads a set of frames, and notes which words changed.
function readBits(memory: GuestMemory, address: number, into: Uint32Array, dirty: Set<number>): void {
    for (const [word, members] of wordsOf(memory, address, WORDS).entries()) {
        if (into[word] !== members) {
            into[word] = members;
            dirty.add(word);
        }
    }
}

function readUses(memory: GuestMemory, cr3: number, snapshot: Snapshot): Map<number, FrameUse> {
    const directoryAddress = frameAddress(cr3);
    const uses = new Map<number, FrameUse>();
    const directory = readTable(memory, directoryAddress);
    for (let slot = 0; slot < RECURSIVE_SLOT; slot++) {
        const directoryEntry = directory[slot] ?? 0;
        if (isPresent(directoryEntry)) {
            for (const [index, entry] of readTable(memory, frameAddress(directoryEntry)).entries()) {
                const page = slot * TABLE_SPAN + index * PAGE_SIZE;
                if (isPresent(entry) && frameAddress(entry) !== page) {
                    uses.set(frameAddress(entry) / PAGE_SIZE, { kind: pageUse(page, snapshot), page });
                }
            }
        }
    }

    for (const [slot, entry] of directory.entries()) {
        if (isPresent(entry) && slot !== RECURSIVE_SLOT) {
            uses.set(frameAddress(entry) / PAGE_SIZE, { kind: "table", page: slot * TABLE_SPAN, slot });
        }
    }

    for (const [frame, kind] of recordedKinds(memory, directory, snapshot.frameRecords)) {
        const use = uses.get(frame);
        uses.set(frame, use?.kind === "table" ? use : { kind, page: use?.page });
    }

    uses.set(directoryAddress / PAGE_SIZE, { kind: "directory", page: OWN_DIRECTORY });
    return uses;
}

function pageUse(page: number, snapshot: Snapshot): FrameKind {
    const { bottom, top } = snapshot.stack;
    return page >= bottom && page < top ? "stack"
        : page >= snapshot.identityEnd && page < snapshot.identityEnd + HEAP_WINDOW ? "heap"
            : snapshot.frameRecords !== 0 && page >= RECORDS && page < RECORDS + TABLE_SPAN ? "directory" : "taken";
}

function hasBit(words: Uint32Array, frame: number): boolean {
    return ((words[frame >>> 5] ?? 0) & (1 << (frame & 31))) !== 0;
}

function countBits(words: Uint32Array): number {
    let count = 0;
    for (let bits of words) {
        for (; bits !== 0; bits &= bits - 1) {
            count++;
        }
    }

    return count;
}
