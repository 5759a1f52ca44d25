import { describe, expect, it } from "vitest";
import { SymbolTable } from "./symbols";
import { disagreements } from "./agreement";
import { EventReader } from "./events";
import { readHeap } from "./heap";
import { compareHeaps } from "./heap-changes";
import { DIRECTORY, HEAP_START, madeUpKernel, setPointed, setWord, SNAPSHOT } from "./made-up-kernel";
import { damage } from "./made-up-damage";
import type { MadeUpMemory } from "./made-up";
import { walk } from "./paging";
import { walkRows } from "./pte";
import { Snapshot, SnapshotError } from "./snapshot";
import { bootRegions, FrameMap } from "./frames";
import { Observer } from "../observation";

const IMAGE = { layout: { start: 0x100000, codeEnd: 0x102000, constantsEnd: 0x103000, end: 0x104000 },
    symbols: new Map<string, number>(), bytes: new Uint8Array() };
const MOST_TIME = 1500;

// All that a picture reads. Returns how many blocks and events it has, and what disagrees.
function readAll(memory: MadeUpMemory): { blocks: number; events: number; sentences: string[] } {
    const observation = new Observer(memory, IMAGE, new SymbolTable(new Uint8Array()),
        SNAPSHOT).observe({ cr0: 0x80000000, cr2: 0, cr3: DIRECTORY });
    if (observation === undefined) {
        return { blocks: 0, events: 0, sentences: [] };
    }

    const { snapshot, registers, regions } = observation;
    const frames = observation.frames();
    const heap = observation.heap();
    const events = new EventReader().read(memory, snapshot);
    for (const address of [0, HEAP_START, 0xc0000000, 0xffffffff]) {
        walkRows(walk(memory, registers.cr3, address), regions);
    }

    if (heap !== undefined) {
        compareHeaps(heap, heap);
    }

    bootRegions(memory, snapshot);
    return { blocks: heap?.blocks.length ?? 0, events: events.length,
        sentences: disagreements(memory, registers.cr3, snapshot, frames) };
}

describe("memory that says anything", () => {
    it("is read without an error, and fast, whatever is damaged", { timeout: 60_000 }, () => {
        let refused = 0;
        for (let seed = 1; seed <= 80; seed++) {
            const memory = madeUpKernel();
            damage(memory, seed);
            const start = performance.now();
            try {
                readAll(memory);
            } catch (error) {
                expect(error, `seed ${seed}`).toBeInstanceOf(SnapshotError);
                refused++;
            }

            expect([seed, performance.now() - start < MOST_TIME]).toEqual([seed, true]);
        }

        expect(refused).toBeLessThan(20);
    });

    it.each([0x10, 0, HEAP_START - 4, HEAP_START + 1, HEAP_START + (2 << 20), 0xfffff000, 0xffffffff])(
        "with the heap's end at 0x%x, the heap stays in its window, and is blamed", end => {
            const memory = madeUpKernel();
            setPointed(memory, 172, end);
            const heap = readHeap(memory, DIRECTORY, new Snapshot(memory, SNAPSHOT));
            expect(heap?.mappedEnd).toBeGreaterThanOrEqual(HEAP_START);
            expect(heap?.mappedEnd).toBeLessThanOrEqual(HEAP_START + (2 << 20));
            expect(readAll(memory).sentences.join(" ")).toMatch(/the heap says that/);
        });

    it("with a ring of any size, at most 256 events are read", () => {
        const memory = madeUpKernel();
        setWord(memory, 28, 0xffffffff);
        setWord(memory, 36, 0xffffffff);
        setWord(memory, 40, 0x7fffffff);
        const start = performance.now();
        const reader = new EventReader();
        reader.read(memory, new Snapshot(memory, SNAPSHOT));
        expect(performance.now() - start).toBeLessThan(MOST_TIME);
        for (const [index, value] of [3, 12, 0, 0, 0, 0, 0, 3].entries()) {
            memory.setWord(0x70000 + 3 * 32 + index * 4, value);
        }

        // When the words are right again, events are seen again.
        setWord(memory, 28, 3);
        setWord(memory, 36, 256);
        setWord(memory, 40, 32);
        reader.read(memory, new Snapshot(memory, SNAPSHOT));
        expect(new EventReader().read(memory, new Snapshot(memory, SNAPSHOT)).map(event => event.number)).toEqual([3]);
    });

    it("a frame that changes its use at the same address is drawn again", () => {
        const memory = madeUpKernel();
        const frames = new FrameMap(IMAGE.layout);
        const update = (): void => { frames.update(memory, new Snapshot(memory, SNAPSHOT), DIRECTORY); };
        setWord(memory, 100, 0xff802000);
        update();
        expect(frames.kind(6)).toBe("stack");
        const before = frames.versions[0];

        // The page stays where it is; the stack has moved away from it.
        setWord(memory, 100, 0xff803000);
        update();
        expect(frames.kind(6)).toBe("taken");
        expect(frames.versions[0]).not.toBe(before);
    });
});
