// Physical memory as the processor reads it. Most of it is RAM. One window leads to the VGA's own memory; no read
// reaches the RAM behind it.
//
//  0            0xa0000        0xc0000                      size                4 GiB
//  │ RAM        │ VGA          │ RAM (the firmware too)     │ no memory         │

/** Addresses [start, end) that lead to the VGA. */
export const VGA_WINDOW = { start: 0xa0000, end: 0xc0000 } as const;

/** Undeclared members of v86's processor. */
export interface Processor {
    /** The control registers. */
    readonly cr: Int32Array;

    /** The RAM, also where a device hides it. */
    readonly mem8: Uint8Array;

    /** A byte as the processor reads it: devices answer at their addresses. */
    read8(address: number): number;

    readonly devices: { readonly vga?: { latch_dword: number } };
}

/** The current bytes; past the end of memory all are 0. Not copied if all are in RAM. */
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

// A read changes only the VGA's latches, with which the kernel might be about to write. They are restored.
function readDevice(processor: Processor, address: number, length: number): Uint8Array {
    const { vga } = processor.devices;
    const latches = vga?.latch_dword ?? 0;
    const bytes = Uint8Array.from({ length }, (_, index) => processor.read8(address + index));
    if (vga !== undefined) {
        vga.latch_dword = latches;
    }

    return bytes;
}
