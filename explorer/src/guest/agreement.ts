// Checks the kernel's counters against the page tables and bitmaps. Where they differ, the kernel (or this page) is
// wrong, and the page says so.

import type { FrameMap } from "./frames";
import { HEAP_WINDOW, PAGE_SIZE, RECURSIVE_SLOT, SCRATCH_SLOT, TABLE_SPAN } from "./layout";
import type { GuestMemory } from "./memory";
import { frameAddress, isPresent, readTable } from "./paging";
import { Stage, type Snapshot } from "./snapshot";

/** The disagreements, a sentence each. Nothing is checked while the kernel is in the middle of a change. */
export function disagreements(memory: GuestMemory, cr3: number, snapshot: Snapshot, frames: FrameMap): string[] {
    if (snapshot.stage < Stage.Paging || snapshot.isBusy) {
        return [];
    }

    return [...tableDisagreements(memory, cr3, snapshot), ...heapDisagreements(memory, cr3, snapshot),
        ...frameDisagreements(snapshot, frames)];
}

function* tableDisagreements(memory: GuestMemory, cr3: number, snapshot: Snapshot): Generator<string> {
    // The kernel counts the tables of its own address space.
    if (snapshot.loadedSpace !== 0) {
        return;
    }

    if (frameAddress(cr3) !== snapshot.directory) {
        yield `CR3 says that the directory is at p0x${hex(frameAddress(cr3))}, the kernel that it is at `
            + `p0x${hex(snapshot.directory)}.`;
    }

    let tables = 0;
    for (const [slot, entry] of readTable(memory, frameAddress(cr3)).entries()) {
        if (slot === RECURSIVE_SLOT || !isPresent(entry)) {
            continue;
        }

        tables++;
        const present = readTable(memory, frameAddress(entry))
            .filter((page, index) => isPresent(page) && !(slot === SCRATCH_SLOT && index === 0)).length;
        const counted = snapshot.tableEntries(slot);
        if (counted !== undefined && counted !== present) {
            yield `The table of directory entry ${slot} has ${present} present entries; the kernel counts ${counted}.`;
        }
    }

    if (tables !== snapshot.pageTables) {
        yield `The directory has ${tables} page tables; the kernel counts ${snapshot.pageTables}.`;
    }
}

function* heapDisagreements(memory: GuestMemory, cr3: number, snapshot: Snapshot): Generator<string> {
    if (snapshot.stage < Stage.Heap) {
        return;
    }

    const base = snapshot.identityEnd;
    const end = snapshot.follow(172);
    if (end < base + 4 || end > base + HEAP_WINDOW - 4) {
        yield `The heap’s window is v0x${hex(base)} to v0x${hex(base + HEAP_WINDOW)}; the heap says that it `
            + `ends at v0x${hex(end)}.`;
        return;
    }

    const mapped = end === base + 4 ? 0 : end + 4 - base;
    let present = 0;
    const directory = readTable(memory, frameAddress(cr3));
    for (let slot = Math.floor(base / TABLE_SPAN); slot * TABLE_SPAN < base + HEAP_WINDOW; slot++) {
        const entry = directory[slot] ?? 0;
        const pages = isPresent(entry) ? readTable(memory, frameAddress(entry)) : undefined;
        for (let index = 0; index < 1024; index++) {
            const page = slot * TABLE_SPAN + index * PAGE_SIZE;
            present += page >= base && page < base + HEAP_WINDOW && isPresent(pages?.[index] ?? 0) ? PAGE_SIZE : 0;
        }
    }

    if (mapped !== present) {
        yield `The page tables map ${present} bytes of the heap's window; the heap says that ${mapped} are mapped.`;
    }
}

function* frameDisagreements(snapshot: Snapshot, frames: FrameMap): Generator<string> {
    const { managed, free } = frames.totals();
    if (managed !== snapshot.managedFrames || free !== snapshot.freeFrames) {
        yield `The bitmaps show ${managed} frames, ${free} of them free; the kernel `
            + `counts ${snapshot.managedFrames}, ${snapshot.freeFrames} of them free.`;
    }

    const claimed = frames.usedButFree();
    if (claimed !== undefined) {
        yield `Frame p0x${hex(claimed * PAGE_SIZE)} is free by the bitmap, but the page tables use it.`;
    }
}

function hex(value: number): string {
    return value.toString(16).padStart(8, "0");
}
