// The contents of memory at an address, in figures: no number where nothing can be read.

import { PAGE_SIZE } from "./layout";
import { wordAt, type GuestMemory } from "./memory";

const NOTHING = "no memory";

/** The word at a physical address, or only its bytes in this frame: the next frame may belong to another page. */
export function contents(memory: GuestMemory, address: number): string {
    if (address >= memory.size) {
        return NOTHING;
    }

    const count = Math.min(4, PAGE_SIZE - address % PAGE_SIZE);
    return `0x${wordAt(memory.read(address, count), 0).toString(16).padStart(count * 2, "0")}`;
}
