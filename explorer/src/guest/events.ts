// The ring of events that the kernel records while it is watched (docs/SNAPSHOT.md).

import { wordAt, type GuestMemory } from "./memory";
import type { Snapshot } from "./snapshot";

export interface KernelEvent {
    readonly number: number;
    readonly kind: number;
    readonly address: number;
    readonly size: number;
    readonly other: number;

    /** Code address that the entry was called from; 0 when it isn't known. For a fault, the instruction. */
    readonly caller: number;
    readonly error: number;
}

export const EventKind = {
    Stage: 1, CommandStarted: 2, CommandEnded: 3, RunAllocated: 4, RunFreed: 5, Mapped: 6, Unmapped: 7, TableAdded: 8,
    TableFreed: 9,
    HeapGrew: 10, HeapShrank: 11, Allocated: 12, Freed: 13, Reallocated: 14, Damage: 15, Fault: 16, FaultAnswered: 17,
} as const;

/** The groups for filters. */
export const EVENT_GROUPS = ["allocate", "free", "map", "unmap", "command", "fault"] as const;
export type EventGroup = typeof EVENT_GROUPS[number];

/** By kind: its group and its name. */
export const EVENT_KINDS: ReadonlyMap<number, { readonly group: EventGroup; readonly name: string }> = new Map([
    [EventKind.Stage, { group: "command", name: "stage" }],
    [EventKind.CommandStarted, { group: "command", name: "command" }],
    [EventKind.CommandEnded, { group: "command", name: "command ended" }],
    [EventKind.RunAllocated, { group: "allocate", name: "frames allocated" }],
    [EventKind.RunFreed, { group: "free", name: "frames freed" }],
    [EventKind.Mapped, { group: "map", name: "map" }],
    [EventKind.Unmapped, { group: "unmap", name: "unmap" }],
    [EventKind.TableAdded, { group: "map", name: "table added" }],
    [EventKind.TableFreed, { group: "unmap", name: "table freed" }],
    [EventKind.HeapGrew, { group: "map", name: "heap grew" }],
    [EventKind.HeapShrank, { group: "unmap", name: "heap shrank" }],
    [EventKind.Allocated, { group: "allocate", name: "allocate" }],
    [EventKind.Freed, { group: "free", name: "free" }],
    [EventKind.Reallocated, { group: "allocate", name: "reallocate" }],
    [EventKind.Damage, { group: "fault", name: "damage found" }],
    [EventKind.Fault, { group: "fault", name: "fault" }],
    [EventKind.FaultAnswered, { group: "fault", name: "program's fault" }],
]);

/** The ring's size and its records', which belong to the structure's version: the words that repeat them may have been
 * overwritten. */
const RECORDS = 256;
const RECORD_BYTES = 32;

/** Reads events as they come. */
export class EventReader {
    private last = 0;

    /** Events that were overwritten before they were read. */
    missed = 0;

    /** The events since the last call, oldest first. */
    read(memory: GuestMemory, snapshot: Snapshot): KernelEvent[] {
        const [newest, ring] = [snapshot.events, snapshot.at(32)];
        const first = Math.max(this.last + 1, newest - RECORDS + 1);

        // Numbers only grow; where they don't, the word was overwritten.
        this.missed += Math.max(0, Math.min(newest, first) - this.last - 1);
        const found: KernelEvent[] = [];
        for (let number = first; number <= newest; number++) {
            const event = readRecord(memory.read(ring + number % RECORDS * RECORD_BYTES, RECORD_BYTES));
            if (event?.number === number) {
                found.push(event);
            } else {
                this.missed++;
            }
        }

        this.last = newest;
        return found;
    }
}

// Undefined for a record that is being written.
function readRecord(record: Uint8Array): KernelEvent | undefined {
    const number = wordAt(record, 0);
    return number === 0 || number !== wordAt(record, 28) ? undefined : {
        number, kind: wordAt(record, 4), address: wordAt(record, 8), size: wordAt(record, 12),
        other: wordAt(record, 16), caller: wordAt(record, 20), error: wordAt(record, 24),
    };
}
