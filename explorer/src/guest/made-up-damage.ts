// Damage to a made-up kernel, for tests: whatever a stray write, or a reader's poke, can leave behind.

import { DIRECTORY, HEAP_PAGE, HIGH_TABLE, LOW_TABLE, SNAPSHOT, VARIABLES } from "./made-up-kernel";
import type { MadeUpMemory } from "./made-up";

const SNAPSHOT_WORDS = 57;
const PLACES = [
    [SNAPSHOT + 12, SNAPSHOT_WORDS - 3], [VARIABLES, 16], [DIRECTORY, 1024], [LOW_TABLE, 16], [HIGH_TABLE, 16],
    [HEAP_PAGE, 64], [0x70000, 64],
] as const;
const VALUES = [0, 1, 4, 0x10, 0x7fffffff, 0x80000000, 0xfffff000, 0xfffffffc, 0xffffffff];
const MOST_WORDS = 6;

/** Numbers from 0 to below 1 that a seed determines (mulberry32). */
export function randomNumbers(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Overwrites some words, which the seed chooses. */
export function damage(memory: MadeUpMemory, seed: number): void {
    const next = randomNumbers(seed);
    const below = (limit: number): number => Math.floor(next() * limit);
    for (let words = 1 + below(MOST_WORDS); words > 0; words--) {
        const [start, count] = PLACES[below(PLACES.length)] ?? PLACES[0];
        const value = next() < 0.7 ? VALUES[below(VALUES.length)] ?? 0 : below(2 ** 32);
        memory.setWord(start + below(count) * 4, value);
    }
}
