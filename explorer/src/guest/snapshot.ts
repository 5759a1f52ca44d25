// The snapshot structure at the image's symbol `osmosis_snapshot` (docs/SNAPSHOT.md): the addresses of the kernel's
// data that the page tables don't show.

import type { GuestMemory } from "./memory";
import { readWord, readWords } from "./memory";

export const SNAPSHOT_SYMBOL = "osmosis_snapshot";
export const WATCH_OFFSET = 20;
export const LIMIT_OFFSET = 24;

const MAGIC = [0x4f4d534f, 0x00534953] as const;
const VERSION = 2;
const BYTES = 240;

/** The stages of boot. */
export const Stage = { Loaded: 0, Entered: 1, Frames: 2, Paging: 3, Heap: 4, Shell: 5 } as const;

export const STAGE_NAMES = ["loaded", "C# entered", "frames ready, paging off", "paging on", "heap ready",
    "shell"] as const;

/** The kernel's modes for its observer. */
export const Watch = { Off: 0, Record: 1, Step: 2 } as const;

export class SnapshotError extends Error {}

/** The last fault. `count` is the number since boot. */
export interface FaultEssentials {
    readonly count: number;
    readonly vector: number;
    readonly errorCode: number;
    readonly address: number;
    readonly instruction: number;
    readonly stack: number;
}

export class Snapshot {
    private readonly words: Uint32Array;

    /** Whether the structure is in memory: it isn't until the firmware has loaded the image. */
    static isLoaded(memory: GuestMemory, address: number): boolean {
        return readWord(memory, address) !== 0;
    }

    /** Reads the structure. Throws a SnapshotError with the reason if it can't be used. */
    constructor(private readonly memory: GuestMemory, readonly address: number) {
        this.words = readWords(memory, address, BYTES / 4);
        if (this.at(0) !== MAGIC[0] || this.at(4) !== MAGIC[1]) {
            throw new SnapshotError(`At 0x${address.toString(16)} lies no snapshot structure.`);
        }

        if (this.at(8) !== VERSION || this.at(12) < BYTES) {
            throw new SnapshotError(
                `The kernel's snapshot structure is of version ${this.at(8)}, ${this.at(12)} bytes; this page reads `
                    + `version ${VERSION}, ${BYTES} bytes.`);
        }
    }

    /** The word at an offset. */
    at(offset: number): number {
        return this.words[offset / 4] ?? 0;
    }

    /** The word at the address in the word at an offset; 0 before there is an address. */
    follow(offset: number): number {
        const address = this.at(offset);
        return address === 0 ? 0 : readWord(this.memory, address);
    }

    get stage(): number {
        return this.at(16);
    }

    get watch(): number {
        return this.at(WATCH_OFFSET);
    }

    /** Number of the last event that the kernel may pass while it is stepped. */
    get limit(): number {
        return this.at(LIMIT_OFFSET);
    }

    /** Number of the event recorded last. */
    get events(): number {
        return this.at(28);
    }

    /** Whether the kernel is waiting for the observer to raise the limit. */
    get isWaiting(): boolean {
        return this.watch === Watch.Step && ((this.events - this.limit) | 0) > 0;
    }

    /** Whether frames, mappings or heap are half changed at this moment. */
    get isBusy(): boolean {
        return this.follow(44) !== 0;
    }

    /** Physical address of the page directory. */
    get directory(): number {
        return this.at(64);
    }

    /** Virtual addresses [bottom, top). */
    get stack(): { readonly bottom: number; readonly top: number } {
        return { bottom: this.at(100), top: this.at(104) };
    }

    /** W: end of the identity window, start of the heap's. 0 before paging is on. */
    get identityEnd(): number {
        return this.at(148);
    }

    get pageTables(): number {
        return this.follow(156);
    }

    /** The kernel's count of a table's entries; undefined while it has no counts. */
    tableEntries(slot: number): number | undefined {
        const counts = this.at(152);
        return counts === 0 ? undefined : readWord(this.memory, counts + slot * 4);
    }

    get freeFrames(): number {
        return this.follow(132);
    }

    get managedFrames(): number {
        return this.follow(136);
    }

    get totalFrames(): number {
        return this.follow(140);
    }

    /** The address space whose directory CR3 holds; 0 for the kernel's own. */
    get loadedSpace(): number {
        return this.follow(232);
    }

    /** Virtual address of the first frame's record; 0 while frames have none. */
    get frameRecords(): number {
        return this.at(236);
    }

    get fault(): FaultEssentials {
        return { count: this.at(204), vector: this.at(208), errorCode: this.at(212), address: this.at(216),
            instruction: this.at(220), stack: this.at(224) };
    }
}
