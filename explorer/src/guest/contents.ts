// What memory holds at an address, in figures: never a number for what nobody can read.

import { PAGE_SIZE } from "./layout";
import { wordAt, type GuestMemory } from "./memory";

const NOTHING = "no memory";

/** The word at a physical address, or as many of its bytes as the frame has left: the next frame may be another page's. */
export function contents(memory: GuestMemory, address: number): string {
    if (address >= memory.size) {
        return NOTHING;
    }

    const count = Math.min(4, PAGE_SIZE - address % PAGE_SIZE);
    return `0x${wordAt(memory.read(address, count), 0).toString(16).padStart(count * 2, "0")}`;
}
