import { describe, expect, it } from "vitest";
import { readPhysical, type Processor } from "./physical-memory";

const SIZE = 0x100000;
const OLD_LATCHES = 0x12345678;

// RAM is 0x11 everywhere. The VGA answers with the low byte of the address, and puts the read into its latches.
function madeUpProcessor(): Processor {
    const vga = { latch_dword: OLD_LATCHES };
    return {
        cr: new Int32Array(8),
        mem8: new Uint8Array(SIZE).fill(0x11),
        devices: { vga },
        read8: address => {
            vga.latch_dword = address;
            return address & 0xff;
        },
    };
}

describe("physical memory", () => {
    it.each([
        ["RAM below the window", 0x9fffc, [0x11, 0x11, 0x11, 0x11]],
        ["the window's start, from below", 0x9fffe, [0x11, 0x11, 0x00, 0x01]],
        ["the window", 0xb8010, [0x10, 0x11, 0x12, 0x13]],
        ["the window's end", 0xbfffc, [0xfc, 0xfd, 0xfe, 0xff]],
        ["the window's end, and on", 0xbfffe, [0xfe, 0xff, 0x11, 0x11]],
        ["RAM above the window", 0xc0000, [0x11, 0x11, 0x11, 0x11]],
        ["the end of memory, and on", SIZE - 2, [0x11, 0x11, 0, 0]],
        ["what lies past the end of memory", SIZE, [0, 0, 0, 0]],
        ["the last word", 0xfffffffc, [0, 0, 0, 0]],
    ])("of %s is what the processor would read", (_, address, bytes) => {
        expect([...readPhysical(madeUpProcessor(), SIZE, address, 4)]).toEqual(bytes);
    });

    it("of the window leaves the VGA's latches as they were", () => {
        const processor = madeUpProcessor();
        readPhysical(processor, SIZE, 0xa0000, 16);
        expect(processor.devices.vga?.latch_dword).toBe(OLD_LATCHES);
    });

    it("reads the window alone when all of low memory is asked for", () => {
        const bytes = readPhysical(madeUpProcessor(), SIZE, 0, SIZE);
        expect([bytes[0x9ffff], bytes[0xa0001], bytes[0xbffff], bytes[0xc0000]]).toEqual([0x11, 0x01, 0xff, 0x11]);
    });
});
