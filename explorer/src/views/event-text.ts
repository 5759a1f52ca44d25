// One event in words.

import { EventKind, type EventGroup, type KernelEvent } from "../guest/events";
import type { GuestMemory } from "../guest/memory";
import { STAGE_NAMES } from "../guest/snapshot";
import type { SymbolTable } from "../guest/symbols";
import { hex, physical, virtual } from "../ui/text";
import { codePlace, instructionPlace } from "./code-place";

const VECTORS: ReadonlyMap<number, string> = new Map([
    [0, "divide error"], [3, "breakpoint"], [4, "overflow"], [5, "bound exceeded"], [6, "invalid opcode"],
    [8, "double fault"], [10, "invalid task state"],
    [11, "segment not present"], [12, "stack fault"], [13, "general protection fault"], [14, "page fault"],
    [16, "floating-point error"], [19, "SIMD error"],
]);

/** In the order of FaultAnswer (src/Memory/Spaces/FaultDecision.cs). */
const ANSWERS = [
    "allowed by the tables", "the zero frame, read-only", "a new page of zeros", "a copy of the page",
    "the page taken over, as nobody else has it", "the object's page, read-only", "the object's page, writable",
    "a copy of the object's page", "the page that was kept", "refused: no region is there",
    "refused: the region doesn't allow it", "refused: past the end of the object",
];

/** Of a page fault's error code: a write. */
const WRITE = 2;

const MOST_COMMAND = 64;

/** An event with its text, which is kept because its source in memory may change. */
export interface NotedEvent {
    readonly event: KernelEvent;
    readonly group: EventGroup;
    readonly kind: string;
    readonly text: string;
    readonly caller: string;
}

/**
 * The event without its kind. The text of a command is read from the guest; if it is gone, the last `typed` text is
 * used.
 */
export function describeEvent(event: KernelEvent, memory: GuestMemory, typed: string): string {
    const refused = event.error === 0 ? "" : `, refused: error ${event.error}`;

    // A request for 0 bytes gets no block, but isn't refused.
    const given =
        `${event.size} bytes${event.address !== 0 ? ` at ${virtual(event.address)}` : refused || ": no block"}`;
    switch (event.kind) {
        case EventKind.Stage: return STAGE_NAMES[event.other] ?? `${event.other}`;
        case EventKind.CommandStarted: return commandText(event, memory) || typed;
        case EventKind.CommandEnded: return event.error !== 0 ? "by a fault" : "";
        case EventKind.RunAllocated:
        case EventKind.RunFreed: return `${event.size / 4096} frames from ${physical(event.address)}${refused}`;
        case EventKind.Mapped:
        case EventKind.HeapGrew: return `${virtual(event.address)} → ${physical(event.other)}${refused}`;
        case EventKind.Unmapped:
        case EventKind.HeapShrank: return `${virtual(event.address)}${refused}`;
        case EventKind.TableAdded: return `${virtual(event.address)} + 4 MiB, in frame ${physical(event.other)}`;
        case EventKind.TableFreed: return `${virtual(event.address)} + 4 MiB`;
        case EventKind.Allocated: return given;
        case EventKind.Freed: return `${virtual(event.address)}${refused}`;
        case EventKind.Reallocated: return `${virtual(event.other)} → ${given}`;
        case EventKind.Damage: return `block ${virtual(event.address)} of ${event.size} bytes, first `
            + `at ${virtual(event.other)}`;
        case EventKind.Fault: return vectorName(event.other)
            + (event.other === 14 ? ` at ${virtual(event.address)}, error code ${hex(event.error)}` : "");
        case EventKind.FaultAnswered: return `program ${event.other}: `
            + `${(event.error & WRITE) !== 0 ? "write to" : "read of"} ${virtual(event.address)}: `
            + (ANSWERS[event.size] ?? `answer ${event.size}`);
        default: return `kind ${event.kind}`;
    }
}

/**
 * The cause: a fault's instruction, or the call for other events. Empty if unknown. The kernel's symbols say nothing
 * about a program's instruction.
 */
export function describeCaller(event: KernelEvent, symbols: SymbolTable): string {
    return event.caller === 0 ? ""
        : event.kind === EventKind.FaultAnswered ? virtual(event.caller)
        : event.kind === EventKind.Fault ? instructionPlace(symbols, event.caller)
        : codePlace(symbols, event.caller);
}

export function vectorName(vector: number): string {
    return VECTORS.get(vector) ?? `exception ${vector}`;
}

// The shell forgets the line as soon as it reads the next: empty for a command that has ended.
function commandText(event: KernelEvent, memory: GuestMemory): string {
    const bytes = event.address < memory.size
        ? memory.read(event.address, Math.min(MOST_COMMAND, event.size)) : new Uint8Array();
    return new TextDecoder().decode(bytes.slice()).replace(/[^\x20-\x7e]/g, "");
}
