// Double faults, which v86 doesn't have. When an exception can't be delivered because its frame can't be pushed, a
// processor raises vector 8 (Intel SDM volume 3, "Interrupt 8"). v86 tries to deliver a page fault for that, which
// can't be pushed either, and so on, until the browser's own stack is used up.
//
// That is where this code takes over. The guest's state is that of the instruction that couldn't be carried out,
// because v86 resets it before it delivers a fault, and changes nothing until the whole frame can be written. v86 knows
// tasks and task gates, so `int 8` does what the processor would do, except for the error code.

import type { Core } from "./core";

const DOUBLE_FAULT = 8;
const ESP = 4;
const WORD = 4;
const PAGE_SIZE = 4096;

// v86 reads these bytes of the stack at an `iret` that leads back to another task. A processor reads none.
const IRET_FRAME = 12;

/** The guest's registers, as v86 has them. */
export interface Registers {
    readonly reg32: Int32Array;
}

/** Whether an error that left the core says that the browser's stack is used up. */
export function isStackUsedUp(error: unknown): boolean {
    return error instanceof RangeError || (error instanceof Error && error.name === "InternalError");
}

/** Raises a double fault in the guest. Returns false when that can't be delivered either: the processor shuts down. */
export function raiseDoubleFault(core: Core, { reg32 }: Registers): boolean {
    try {
        core.instr_CD(DOUBLE_FAULT);
        const stack = reg32[ESP] ?? 0;
        const room = (-stack >>> 0) % PAGE_SIZE;
        const top = stack - WORD - (room < IRET_FRAME ? IRET_FRAME - room : 0);
        reg32[ESP] = top;
        core.write32(core.translate_address_system_read_js(top), 0);
        return true;
    } catch {
        return false;
    }
}
