import { describe, expect, it } from "vitest";
import type { BlockState, Heap, HeapBlock } from "./heap";
import { compareHeaps } from "./heap-changes";

const BASE = 0x8000;

function heap(parts: readonly (readonly [BlockState, number])[], mapped = 0x1000): Heap {
    let address = BASE + 4;
    const blocks: HeapBlock[] = parts.map(([state, size]) => {
        const block = { address, size, state, payload: address + 20, header: size };
        address += size;
        return block;
    });
    const top = blocks.find(block => block.state === "top")?.address ?? address;
    return { isChecked: true, base: BASE, limit: BASE + (2 << 20), top, mappedEnd: BASE + mapped, blocks, freeBytes: 0,
        largestFree: 0, fragmentation: 0, allocations: 0, frees: 0, live: 0 };
}

describe("between two walks", () => {
    it.each([
        ["nothing", [["allocated", 64], ["top", 900]], [["allocated", 64], ["top", 900]], ""],
        ["an allocation from the top", [["allocated", 64], ["top", 900]],
            [["allocated", 64], ["allocated", 100], ["top", 800]],
            "allocated: 100 bytes at v0x00008044, cut from the top"],
        ["an exact fit", [["free", 64], ["allocated", 32], ["top", 900]],
            [["allocated", 64], ["allocated", 32], ["top", 900]],
            "allocated: 64 bytes at v0x00008004, a free block that fits"],
        ["a free", [["allocated", 64], ["allocated", 32], ["top", 900]],
            [["free", 64], ["allocated", 32], ["top", 900]], "freed: 64 bytes at v0x00008004"],
        ["a split", [["free", 256], ["allocated", 32]], [["allocated", 64], ["free", 192], ["allocated", 32]],
            "split: 256 free bytes at v0x00008004 became 64 allocated and 192 free"],
        ["a merge", [["free", 64], ["allocated", 32], ["free", 96], ["allocated", 8]],
            [["free", 192], ["allocated", 8]], "merge: 64 + 32 + 96 = 192 free bytes at v0x00008004"],
        ["a merge with one neighbour", [["free", 64], ["allocated", 32], ["allocated", 8]],
            [["free", 96], ["allocated", 8]], "merge: 64 + 32 = 96 free bytes at v0x00008004"],
        ["the last block's end", [["allocated", 64], ["allocated", 32], ["top", 900]],
            [["allocated", 64], ["top", 932]], "merge: a block from v0x00008044 became part of the top"],
        ["damage", [["allocated", 64], ["allocated", 32]], [["damaged", 64], ["allocated", 32]],
            "damaged header: 64 bytes at v0x00008004"],
    ] as const)("%s is told", (_, before, after, text) => {
        expect(compareHeaps(heap(before), heap(after)).map(change => change.text).join("; ")).toBe(text);
    });

    it.each([[0x3000, "growth: 2 pages more mapped, up to v0x0000b000"],
        [0, "shrinking: 1 page given back, down to v0x00008000"]])("mapped pages are told of", (mapped, text) => {
            expect(compareHeaps(heap([]), heap([], mapped)).map(change => change.text)).toEqual([text]);
        });
});
