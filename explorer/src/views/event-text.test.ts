import { describe, expect, it } from "vitest";
import { EventKind, type KernelEvent } from "../guest/events";
import { madeUpKernel } from "../guest/made-up-kernel";
import { describeEvent } from "./event-text";

const said = (event: Partial<KernelEvent>): string =>
    describeEvent({ number: 1, kind: EventKind.Allocated, address: 0, size: 0, other: 0, caller: 0, error: 0,
        ...event }, madeUpKernel(), "");

describe("an allocation in words", () => {
    it.each([
        [{ address: 0x8018, size: 24 }, "24 bytes at v0x00008018"],
        [{ size: 24, error: 3 }, "24 bytes, refused: error 3"],
        [{}, "0 bytes: no block"],
        [{ kind: EventKind.Reallocated, other: 0x8018, address: 0x9018, size: 48 },
            "v0x00008018 → 48 bytes at v0x00009018"],
        [{ kind: EventKind.Reallocated, other: 0x8018, size: 48, error: 3 },
            "v0x00008018 → 48 bytes, refused: error 3"],
        [{ kind: EventKind.Reallocated, other: 0x8018 }, "v0x00008018 → 0 bytes: no block"],
    ])("%j", (event, words) => {
        expect(said(event)).toBe(words);
    });
});

describe("a program's page fault in words", () => {
    it.each([
        [{ other: 3, address: 0x8049000, size: 2, error: 6 },
            "program 3: write to v0x08049000: a new page of zeros"],
        [{ other: 1, address: 0x8049000, size: 5, error: 4 },
            "program 1: read of v0x08049000: the object's page, read-only"],
        [{ other: 1, size: 9, error: 4 }, "program 1: read of v0x00000000: refused: no region is there"],
        [{ other: 1, size: 12, error: 4 }, "program 1: read of v0x00000000: answer 12"],
    ])("%j", (event, words) => {
        expect(said({ kind: EventKind.FaultAnswered, ...event })).toBe(words);
    });
});
