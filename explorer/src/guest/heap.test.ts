import { describe, expect, it } from "vitest";
import { readHeap, type Heap } from "./heap";
import { DIRECTORY, HEAP_PAGE, HEAP_START, LOW_TABLE, madeUpKernel, setPointed, setWord,
    SNAPSHOT } from "./made-up-kernel";
import type { MadeUpMemory } from "./made-up";
import { Snapshot } from "./snapshot";

const FIRST = HEAP_START + 4;
const SALT = 0x01010101;

function read(memory: MadeUpMemory): Heap {
    const heap = readHeap(memory, DIRECTORY, new Snapshot(memory, SNAPSHOT));
    if (heap === undefined) {
        throw new Error("the heap isn't ready");
    }

    return heap;
}

// Writes a word at a virtual address in the heap's first page, like the kernel.
function setHeapWord(memory: MadeUpMemory, address: number, value: number): void {
    memory.setWord(HEAP_PAGE + address - HEAP_START, value >>> 0);
}

function addChecked(memory: MadeUpMemory, block: number, size: number, flags: number, requested: number, by: number,
    freedBy = 0): void {
    const header = size | flags;
    const mix = (word: number): number => {
        const product = Math.imul(word, 0x9e3779b1);
        return Math.imul((product << 16) | (product >>> 16), 0x9e3779b1) >>> 0;
    };
    const seal = mix(mix(mix(Math.imul(SALT ^ block ^ header, 0x9e3779b1) ^ requested) ^ by) ^ freedBy);
    const words = [header, seal, requested, by, freedBy];
    for (const [index, word] of words.entries()) {
        setHeapWord(memory, block + index * 4, word);
    }
}

describe("a checked heap", () => {
    function threeBlocks(middle = 136): MadeUpMemory {
        const memory = madeUpKernel();
        addChecked(memory, FIRST, 64, 0, 40, 0x100123);
        addChecked(memory, FIRST + 64, middle, 1, 0, 0, 0x100456);
        addChecked(memory, FIRST + 64 + middle, 32, 0, 8 | (3 << 22), 0x100789);
        setPointed(memory, 168, FIRST + 96 + middle);
        return memory;
    }

    it("is walked from block to block, up to the top", () => {
        const heap = read(threeBlocks());
        expect(heap.blocks.map(block => [block.address - FIRST, block.size, block.state])).toEqual(
            [[0, 64, "allocated"], [64, 136, "free"], [200, 32, "allocated"], [232, 0x1000 - 8 - 232, "top"]]);
        expect(heap.blocks[0])
            .toMatchObject({ payload: FIRST + 20,
                details: { requested: 40, mark: 0, allocatedBy: 0x100123, freedBy: 0 } });
        expect(heap.blocks[1]?.details?.freedBy).toBe(0x100456);
        expect(heap.blocks[2]?.details).toMatchObject({ requested: 8, mark: 3 });
    });

    it("has the kernel's figures", () => {
        const heap = read(threeBlocks());
        const top = 0x1000 - 8 - 232;
        expect(heap)
            .toMatchObject({ freeBytes: 136 + top, largestFree: top,
                fragmentation: 100 - Math.floor(top * 100 / (136 + top)), mappedEnd: HEAP_START + 0x1000 });
    });

    it.each([128, 136])("goes on behind a damaged header of %d bytes", size => {
        const memory = threeBlocks(size);
        setHeapWord(memory, FIRST + 64, 0xdeadbeef);
        expect(read(memory).blocks.map(block => [block.size, block.state]).slice(0, 3))
            .toEqual([[64, "allocated"], [size, "damaged"], [32, "allocated"]]);
    });

    it("sees a change of any word that the seal covers", () => {
        for (const offset of [4, 8, 12, 16]) {
            const memory = threeBlocks();
            setHeapWord(memory, FIRST + offset, 0x77);
            expect(read(memory).blocks[0]?.state).toBe("damaged");
        }
    });

    it("with nothing mapped has no blocks", () => {
        const memory = madeUpKernel();
        setPointed(memory, 172, FIRST);
        memory.setWord(LOW_TABLE + 32, 0);
        expect(read(memory)).toMatchObject({ blocks: [], freeBytes: 0, fragmentation: 0, mappedEnd: HEAP_START });
    });
});

describe("a plain heap", () => {
    it("has 4 bytes in front of a payload, and no more to tell", () => {
        const memory = madeUpKernel();
        setWord(memory, 160, 0);
        setHeapWord(memory, FIRST, 16);
        setHeapWord(memory, FIRST + 16, 32 | 1);
        setHeapWord(memory, FIRST + 48, 24 | 2);
        setPointed(memory, 168, FIRST + 72);
        expect(read(memory).blocks.slice(0, 3)).toEqual([
            { address: FIRST, size: 16, state: "allocated", payload: FIRST + 4, header: 16 },
            { address: FIRST + 16, size: 32, state: "free", payload: FIRST + 20, header: 33 },
            { address: FIRST + 48, size: 24, state: "allocated", payload: FIRST + 52, header: 26 },
        ]);
    });
});

it("a heap that isn't ready isn't walked", () => {
    const memory = madeUpKernel();
    setWord(memory, 16, 3);
    expect(readHeap(memory, DIRECTORY, new Snapshot(memory, SNAPSHOT))).toBeUndefined();
});
