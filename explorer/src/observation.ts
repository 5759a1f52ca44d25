// The data for all views: the machine's memory and registers at one moment, and facts about the image.

import type { KernelImage } from "./guest/elf";
import { FrameMap } from "./guest/frames";
import { readHeap, type Heap } from "./guest/heap";
import { HEAP_WINDOW, identityEnd, PAGE_SIZE, regions, TABLE_SPAN, type Region } from "./guest/layout";
import type { GuestMemory } from "./guest/memory";
import { frameAddress, isPagingOn, isPresent, readTable, type ControlRegisters } from "./guest/paging";
import { Snapshot } from "./guest/snapshot";
import type { SymbolTable } from "./guest/symbols";

export interface Observation {
    readonly memory: GuestMemory;
    readonly registers: ControlRegisters;
    readonly image: KernelImage;
    readonly symbols: SymbolTable;
    readonly snapshot: Snapshot;
    readonly regions: readonly Region[];

    /** The current kind of each frame. */
    frames(): FrameMap;

    /** The heap's current blocks; undefined before there is a heap. */
    heap(): Heap | undefined;
}

/** Observes one machine repeatedly. */
export class Observer {
    private readonly map: FrameMap;

    constructor(private readonly memory: GuestMemory, private readonly image: KernelImage,
        private readonly symbols: SymbolTable, private readonly snapshotAddress: number) {
        this.map = new FrameMap(image.layout);
    }

    /** The current observation; undefined before the image is in memory. Throws a SnapshotError when the snapshot
     * structure can't be used. */
    observe(registers: ControlRegisters): Observation | undefined {
        const { memory, image, symbols, map } = this;
        if (!Snapshot.isLoaded(memory, this.snapshotAddress)) {
            return undefined;
        }

        const isOn = isPagingOn(registers);
        const snapshot = new Snapshot(memory, this.snapshotAddress);
        const heapMapped = isOn ? countMapped(memory, registers.cr3, identityEnd(image.layout)) : 0;
        return {
            memory, registers, image, symbols, snapshot,
            regions: regions(image.layout, heapMapped),
            frames: () => {
                map.update(memory, snapshot, isOn ? registers.cr3 : undefined);
                return map;
            },
            heap: () => isOn ? readHeap(memory, registers.cr3, snapshot) : undefined,
        };
    }
}

// Bytes of the heap's window that the page tables map, from its start to the first gap.
function countMapped(memory: GuestMemory, cr3: number, start: number): number {
    const directory = readTable(memory, frameAddress(cr3));
    let table: Uint32Array | undefined;
    let address = start;
    for (; address < start + HEAP_WINDOW; address += PAGE_SIZE) {
        if (table === undefined || address % TABLE_SPAN === 0) {
            const entry = directory[Math.floor(address / TABLE_SPAN)] ?? 0;
            table = isPresent(entry) ? readTable(memory, frameAddress(entry)) : undefined;
        }

        if (!isPresent(table?.[address / PAGE_SIZE % 1024] ?? 0)) {
            break;
        }
    }

    return address - start;
}
