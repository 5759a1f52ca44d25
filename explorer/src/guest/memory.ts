// The guest's physical memory. Everything in this folder reads it through this interface, so that tests can make one
// up.

export interface GuestMemory {
    /** Bytes of memory, from address 0 up. */
    readonly size: number;

    /** The current bytes, perhaps not copied: don't write to them, and don't keep them. Past the end of memory all are
     * 0. */
    read(address: number, length: number): Uint8Array;
}

/** A little-endian word. */
export function readWord(memory: GuestMemory, address: number): number {
    return wordAt(memory.read(address, 4), 0);
}

/** The little-endian word at an offset in bytes. */
export function wordAt(bytes: Uint8Array, offset: number): number {
    return ((bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8) | ((bytes[offset + 2] ?? 0) << 16)
        | ((bytes[offset + 3] ?? 0) << 24)) >>> 0;
}

/** Little-endian words, copied. The address must be a multiple of 4. */
export function readWords(memory: GuestMemory, address: number, count: number): Uint32Array {
    const words = new Uint32Array(count);
    new Uint8Array(words.buffer).set(memory.read(address, count * 4));
    return words;
}

/** The current little-endian words, not copied where possible: don't keep them. The address must be a multiple of 4. */
export function wordsOf(memory: GuestMemory, address: number, count: number): Uint32Array {
    const bytes = memory.read(address, count * 4);
    return bytes.byteOffset % 4 === 0
        ? new Uint32Array(bytes.buffer, bytes.byteOffset, count) : readWords(memory, address, count);
}
