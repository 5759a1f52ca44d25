// A made-up kernel in made-up memory, for tests: a snapshot structure, page tables and bitmaps in which everything fits
// together.

import { MadeUpMemory } from "./made-up";

export const SNAPSHOT = 0x1000;
export const DIRECTORY = 0x2000;
export const LOW_TABLE = 0x3000;
export const HIGH_TABLE = 0x4000;
export const HEAP_PAGE = 0x5000;
export const STACK_PAGE = 0x6000;
export const TAKEN_PAGE = 0x7000;
export const HEAP_START = 0x8000;
export const STACK_BOTTOM = 0xff802000;

export const VARIABLES = 0x1800;
const BITMAPS = 0x10000;
const COUNTS = 0x60000;
const BITMAP_BYTES = 0x20000;

/** Offsets of the words that are addresses of words, and the values there. */
const POINTED: readonly (readonly [offset: number, value: number])[] = [
    [44, 0], [132, 3], [136, 9], [140, 16], [144, 0], [156, 2],
    [168, HEAP_START + 4], [172, HEAP_START + 0x1000 - 4], [176, 0x01010101], [180, 0], [184, 0], [188, 0], [192, 0],
    [196, 0], [200, 0],
];

/** Frames 2 to 7 are allocated, 8 to 10 free, the others reserved. One page of heap, one of stack. */
export function madeUpKernel(): MadeUpMemory {
    const memory = new MadeUpMemory(0x80000);
    memory.setBytes(SNAPSHOT, new TextEncoder().encode("OSMOSIS"));
    setWords(memory,
        [[8, 2], [12, 240], [16, 5], [36, 256], [40, 32], [32, 0x70000], [64, DIRECTORY], [100, STACK_BOTTOM],
            [104, STACK_BOTTOM + 0x8000],
            [148, HEAP_START], [160, 1], [164, 2 << 20], [152, COUNTS]]);
    for (const [index, [offset, value]] of POINTED.entries()) {
        setWord(memory, offset, VARIABLES + index * 4);
        memory.setWord(VARIABLES + index * 4, value);
    }

    setBitmap(memory, 124, BITMAPS, [8, 9, 10]);
    setBitmap(memory, 128, BITMAPS + BITMAP_BYTES, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
    memory.setWord(DIRECTORY, LOW_TABLE | 0x23);
    memory.setWord(DIRECTORY + 1022 * 4, HIGH_TABLE | 0x23);
    memory.setWord(DIRECTORY + 1023 * 4, DIRECTORY | 0x23);
    for (let page = 0; page < 8; page++) {
        memory.setWord(LOW_TABLE + page * 4, page * 0x1000 | 0x3);
    }

    memory.setWord(LOW_TABLE + 8 * 4, HEAP_PAGE | 0x203);
    memory.setWord(HIGH_TABLE + 2 * 4, STACK_PAGE | 0x203);
    memory.setWord(COUNTS, 9);
    memory.setWord(COUNTS + 1022 * 4, 1);
    return memory;
}

/** Sets a word of the snapshot structure. */
export function setWord(memory: MadeUpMemory, offset: number, value: number): void {
    memory.setWord(SNAPSHOT + offset, value);
}

/** Sets the word at the address in a word of the snapshot structure. */
export function setPointed(memory: MadeUpMemory, offset: number, value: number): void {
    memory.setWord(VARIABLES + POINTED.findIndex(([candidate]) => candidate === offset) * 4, value);
}

function setWords(memory: MadeUpMemory, words: readonly (readonly [number, number])[]): void {
    for (const [offset, value] of words) {
        setWord(memory, offset, value);
    }
}

// All frames of the first word; the other words are 0.
function setBitmap(memory: MadeUpMemory, offset: number, at: number, members: readonly number[]): void {
    setWord(memory, offset, at);
    memory.setWord(at, members.reduce((bits, frame) => bits | (1 << frame), 0) >>> 0);
}
