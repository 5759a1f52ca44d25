import { describe, expect, it } from "vitest";
import { disagreements } from "./agreement";
import { EventReader } from "./events";
import { FrameMap } from "./frames";
import { DIRECTORY, HEAP_PAGE, HIGH_TABLE, LOW_TABLE, madeUpKernel, setPointed, setWord, SNAPSHOT, STACK_PAGE,
    TAKEN_PAGE } from "./made-up-kernel";
import type { MadeUpMemory } from "./made-up";
import { Snapshot } from "./snapshot";

const IMAGE = { start: 0x100000, codeEnd: 0x102000, constantsEnd: 0x103000, end: 0x104000 };

function frameMap(memory: MadeUpMemory): FrameMap {
    const frames = new FrameMap(IMAGE);
    frames.update(memory, new Snapshot(memory, SNAPSHOT), DIRECTORY);
    return frames;
}

const Recorded = { Zero: 1, Page: 2, ObjectPage: 3, Table: 4 } as const;

// All managed frames are allocated. Each record: a frame, its references and its kind.
function kernelWithRecords(records: readonly (readonly [number, number, number])[]): MadeUpMemory {
    const [memory, table, page, start] = [madeUpKernel(), 0x73000, 0x74000, 0xf9000000];
    memory.setWord(0x10000, 0);
    setWord(memory, 236, start);
    memory.setWord(DIRECTORY + (start >>> 22) * 4, table | 3);
    memory.setWord(table, page | 3);
    for (const [frame, references, kind] of records) {
        memory.setWord(page + frame * 32, references);
        memory.setWord(page + frame * 32 + 4, kind);
    }

    return memory;
}

function judge(memory: MadeUpMemory): string {
    return disagreements(memory, DIRECTORY, new Snapshot(memory, SNAPSHOT), frameMap(memory)).join(" ");
}

describe("a snapshot structure", () => {
    it("is read, and followed to what it points to", () => {
        const snapshot = new Snapshot(madeUpKernel(), SNAPSHOT);
        expect(snapshot)
            .toMatchObject({ stage: 5, directory: DIRECTORY, pageTables: 2, freeFrames: 3, isBusy: false,
                isWaiting: false });
        expect(snapshot.tableEntries(0)).toBe(9);
        expect(snapshot.tableEntries(1022)).toBe(1);
    });

    it.each([[0, 1, /no snapshot structure/], [8, 3, /version 3/], [12, 64, /64 bytes/]])(
        "with another word at +%d is refused", (offset, value, reason) => {
            const memory = madeUpKernel();
            setWord(memory, offset, value);
            expect(() => new Snapshot(memory, SNAPSHOT)).toThrow(reason);
        });

    it.each([[2, 5, 4, true], [2, 5, 5, false], [1, 5, 4, false], [2, 0, 0xffffffff, true], [2, 0xffffffff, 0, false]])(
        "says whether the kernel waits: watch %d, event %d, limit %d", (watch, events, limit, waits) => {
            const memory = madeUpKernel();
            setWord(memory, 20, watch);
            setWord(memory, 24, limit);
            setWord(memory, 28, events);
            expect(new Snapshot(memory, SNAPSHOT).isWaiting).toBe(waits);
        });
});

describe("frames", () => {
    it("are what the tables and bitmaps say", () => {
        const frames = frameMap(madeUpKernel());
        expect([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 0x100, 0x102, 0x103, 0x104, 0xfffff].map(frame => frames.kind(frame)))
            .toEqual(
                ["low", "directory", "table", "table", "heap", "stack", "taken", "free", "free", "low", "code",
                    "constants", "variables", "none", "none"]);
        expect(frames.use(HEAP_PAGE / 4096)).toEqual({ kind: "heap", page: 0x8000 });
        expect(frames.use(HIGH_TABLE / 4096)).toMatchObject({ kind: "table", slot: 1022 });
        expect(frames.use(TAKEN_PAGE / 4096)).toBeUndefined();
    });

    it("are what their records say when address spaces have them", () => {
        const memory = kernelWithRecords([[7, 1, Recorded.Page], [8, 2, Recorded.Page], [9, 2, Recorded.ObjectPage],
            [10, 1, Recorded.Table], [6, 0, Recorded.Zero]]);
        const frames = frameMap(memory);
        expect([6, 7, 8, 9, 10, 5, 4].map(frame => frames.kind(frame)))
            .toEqual(["shared", "page", "shared", "object", "table", "heap", "table"]);
        expect(frames.use(7)).toEqual({ kind: "page", page: undefined });
        expect(frames.use(5)).toEqual({ kind: "heap", page: 0x8000 });
    });

    it("are shared when their table is", () => {
        const memory = kernelWithRecords([[7, 1, Recorded.Page], [8, 1, Recorded.Page], [9, 2, Recorded.ObjectPage],
            [10, 2, Recorded.Table]]);
        memory.setWord(10 * 4096 + 4, 7 * 4096 | 5);
        memory.setWord(10 * 4096 + 8, 9 * 4096 | 5);
        const frames = frameMap(memory);
        expect([7, 8, 9].map(frame => frames.kind(frame))).toEqual(["shared", "page", "object"]);
        memory.setWord(10 * 4096 + 4, 0);
        frames.update(memory, new Snapshot(memory, SNAPSHOT), DIRECTORY);
        expect(frames.kind(7)).toBe("page");
    });

    it("change when a bit does, and say where", () => {
        const memory = madeUpKernel();
        const frames = frameMap(memory);
        const before = frames.versions.slice();
        frames.update(memory, new Snapshot(memory, SNAPSHOT), DIRECTORY);
        expect(frames.versions).toEqual(before);
        memory.setWord(0x10000, 1 << 9);
        frames.update(memory, new Snapshot(memory, SNAPSHOT), DIRECTORY);
        expect(frames.kind(8)).toBe("taken");
        expect(frames.versions[0]).not.toBe(before[0]);
        expect(frames.versions[1]).toBe(before[1]);
    });

    it("keep what the boot loader's map calls them", () => {
        const memory = madeUpKernel();
        setWord(memory, 108, 0x1600);
        setWord(memory, 112, 2);
        const regions = [[0x200000, 0x300000, 1], [0x300000, 0x302000, 3]] as const;
        for (const [index, [start, end, kind]] of regions.entries()) {
            memory.setWord(0x1600 + index * 24, start);
            memory.setWord(0x1600 + index * 24 + 8, end);
            memory.setWord(0x1600 + index * 24 + 16, kind);
        }

        expect([0x200, 0x300, 0x301, 0x302].map(frame => frameMap(memory).kind(frame)))
            .toEqual(["loader", "reserved", "reserved", "none"]);
    });
});

describe("the kernel's counts", () => {
    it("agree with the page tables and bitmaps when nothing is wrong", () => {
        expect(judge(madeUpKernel())).toBe("");
    });

    it.each([
        ["another directory", (memory: MadeUpMemory) => { setWord(memory, 64, 0x9000); },
            /CR3 says that the directory is at p0x00002000, the kernel that it is at p0x00009000/],
        ["a table more", (memory: MadeUpMemory) => { memory.setWord(DIRECTORY + 4, 0x9003); },
            /3 page tables; the kernel counts 2/],
        ["an entry less", (memory: MadeUpMemory) => { memory.setWord(LOW_TABLE + 4, 0); },
            /directory entry 0 has 8 present entries; the kernel counts 9/],
        ["a heap page that isn't mapped", (memory: MadeUpMemory) => { memory.setWord(LOW_TABLE + 32, 0); },
            /map 0 bytes of the heap's window; the heap says that 4096/],
        ["a free frame more", (memory: MadeUpMemory) => { setPointed(memory, 132, 4); },
            /9 frames, 3 of them free; the kernel counts 9, 4 of them free/],
        ["a stack page that is free",
            (memory: MadeUpMemory) => {
                memory.setWord(0x10000, 7 << 8 | 1 << (STACK_PAGE / 4096));
                setPointed(memory, 132, 4);
            },
            /p0x00006000 is free by the bitmap/],
    ])("disagree with %s", (_, change, sentence) => {
        const memory = madeUpKernel();
        change(memory);
        expect(judge(memory)).toMatch(sentence);
    });

    it("are not judged in the middle of a change", () => {
        const memory = madeUpKernel();
        setWord(memory, 64, 0x9000);
        setPointed(memory, 44, 1);
        expect(judge(memory)).toBe("");
    });
});

describe("events", () => {
    function record(memory: MadeUpMemory, number: number, last = number): void {
        for (const [index, value] of [number, 12, 0x8018, 64, 0, 0x100123, 0, last].entries()) {
            memory.setWord(0x70000 + number % 256 * 32 + index * 4, value);
        }

        setWord(memory, 28, number);
    }

    it("are read once each, in their order", () => {
        const memory = madeUpKernel();
        const reader = new EventReader();
        record(memory, 1);
        record(memory, 2);
        expect(reader.read(memory, new Snapshot(memory, SNAPSHOT)).map(event => event.number)).toEqual([1, 2]);
        record(memory, 3);
        expect(reader.read(memory, new Snapshot(memory, SNAPSHOT)))
            .toEqual([{ number: 3, kind: 12, address: 0x8018, size: 64, other: 0, caller: 0x100123, error: 0 }]);
        expect(reader.missed).toBe(0);
    });

    it("that were overwritten are counted", () => {
        const memory = madeUpKernel();
        const reader = new EventReader();
        for (let number = 1; number <= 300; number++) {
            record(memory, number);
        }

        expect(reader.read(memory, new Snapshot(memory, SNAPSHOT))[0]?.number).toBe(45);
        expect(reader.missed).toBe(44);
    });

    it("that are half written are not believed", () => {
        const memory = madeUpKernel();
        const reader = new EventReader();
        record(memory, 1, 0);
        expect(reader.read(memory, new Snapshot(memory, SNAPSHOT))).toEqual([]);
    });
});
