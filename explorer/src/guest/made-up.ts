// Made-up memory, for tests.

import type { GuestMemory } from "./memory";

export class MadeUpMemory implements GuestMemory {
    readonly size: number;
    private readonly bytes: Uint8Array;

    constructor(size: number) {
        this.size = size;
        this.bytes = new Uint8Array(size);
    }

    read(address: number, length: number): Uint8Array {
        const bytes = new Uint8Array(length);
        bytes.set(this.bytes.subarray(address, address + length));
        return bytes;
    }

    setWord(address: number, value: number): void {
        new DataView(this.bytes.buffer).setUint32(address, value, true);
    }

    setBytes(address: number, bytes: ArrayLike<number>): void {
        this.bytes.set(bytes, address);
    }
}
