// Physical memory as the processor reads it. Most of it is RAM; behind one window lies the VGA's own memory, and what RAM there is in the same place
// no read ever reaches.
//
//  0            0xa0000        0xc0000                      size                4 GiB
//  │ RAM        │ VGA          │ RAM (the firmware too)     │ no memory         │

/** Addresses [start, end) that lead to the VGA. */
export const VGA_WINDOW = { start: 0xa0000, end: 0xc0000 } as const;

/** What v86's processor has, of which it declares nothing. */
export interface Processor {
    /** The control registers. */
    readonly cr: Int32Array;

    /** The RAM, whatever lies in front of it. */
    readonly mem8: Uint8Array;

    /** A byte as the processor reads it: a device answers where one lies. */
    read8(address: number): number;

    readonly devices: { readonly vga?: { latch_dword: number } };
}

/** Bytes as they are now; past the end of memory all are 0. Not copied where RAM holds them all. */
export function readPhysical(processor: Processor, size: number, address: number, length: number): Uint8Array {
    const { mem8 } = processor;
    const end = address + length;
    const meetsWindow = address < VGA_WINDOW.end && end > VGA_WINDOW.start;
    if (end <= size && !meetsWindow) {
        return mem8.subarray(address, end);
    }

    const bytes = new Uint8Array(length);
    bytes.set(mem8.subarray(Math.min(address, size), Math.min(end, size)));
    if (meetsWindow) {
        const from = Math.max(address, VGA_WINDOW.start);
        bytes.set(readDevice(processor, from, Math.min(end, VGA_WINDOW.end) - from), from - address);
    }

    return bytes;
}

// A read changes one thing in a VGA: its latches, with which the kernel might be about to write. They are put back.
function readDevice(processor: Processor, address: number, length: number): Uint8Array {
    const { vga } = processor.devices;
    const latches = vga?.latch_dword ?? 0;
    const bytes = Uint8Array.from({ length }, (_, index) => processor.read8(address + index));
    if (vga !== undefined) {
        vga.latch_dword = latches;
    }

    return bytes;
}
