// The parts of the image that the explorer needs: the symbols, and the ends of the sections.

import type { ImageLayout } from "./layout";

const SYMBOL_TABLE = 2;
const SYMBOL_BYTES = 16;
const SECTION_BYTES = 40;
const SEGMENT_BYTES = 32;

export class ImageError extends Error {}

export interface KernelImage {
    readonly bytes: Uint8Array;
    readonly layout: ImageLayout;

    /** Addresses by name: assembly's names, the linker script's, and the mangled names of compiled methods. */
    readonly symbols: ReadonlyMap<string, number>;
}

/** Reads a 32-bit little-endian ELF image. Throws an ImageError that says what the file is instead. */
export function readImage(bytes: Uint8Array): KernelImage {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 52 || view.getUint32(0) !== 0x7f454c46) {
        throw new ImageError(`It is no ELF image: it starts with ${describeStart(bytes)}.`);
    }

    if (bytes[4] !== 1 || bytes[5] !== 1 || view.getUint16(18, true) !== 3) {
        throw new ImageError("It is an ELF image, but not for a 32-bit x86.");
    }

    const symbols = readSymbols(view);
    return { bytes, symbols, layout: readLayout(symbols) };
}

/** The same image with another word at an address that is in the file. */
export function withWord(image: KernelImage, address: number, value: number): Uint8Array {
    const bytes = Uint8Array.from(image.bytes);
    const view = new DataView(bytes.buffer);
    view.setUint32(fileOffset(view, address), value, true);
    return bytes;
}

/** The bytes of the file that are loaded at addresses [start, end). */
export function loadedBytes(image: KernelImage, start: number, end: number): Uint8Array {
    const offset = fileOffset(new DataView(image.bytes.buffer, image.bytes.byteOffset), start);
    return image.bytes.subarray(offset, offset + end - start);
}

/** The address of a symbol, which must exist. */
export function symbolAddress(symbols: ReadonlyMap<string, number>, name: string): number {
    const address = symbols.get(name);
    if (address === undefined) {
        throw new ImageError(`It has no symbol ${name}: it isn't OS/mosis, or its symbols were stripped.`);
    }

    return address;
}

function fileOffset(view: DataView, address: number): number {
    let header = view.getUint32(28, true);
    for (let left = view.getUint16(44, true); left > 0; left--, header += SEGMENT_BYTES) {
        const start = view.getUint32(header + 8, true);
        if (address >= start && address < start + view.getUint32(header + 16, true)) {
            return view.getUint32(header + 4, true) + address - start;
        }
    }

    throw new ImageError(`It has no bytes for address 0x${address.toString(16)}.`);
}

function describeStart(bytes: Uint8Array): string {
    if (bytes.length === 0) {
        return "nothing, as it is empty";
    }

    const text = String.fromCharCode(...bytes.subarray(0, 8));
    return /^[\x20-\x7e\s]+$/.test(text) ? `the text “${text.trim()}”`
        : `the bytes ${[...bytes.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, "0")).join(" ")}`;
}

function readLayout(symbols: ReadonlyMap<string, number>): ImageLayout {
    return {
        start: symbolAddress(symbols, "_kernel_start"),
        codeEnd: symbolAddress(symbols, "_text_end"),
        constantsEnd: symbolAddress(symbols, "_rodata_end"),
        end: symbolAddress(symbols, "_kernel_end"),
    };
}

function readSymbols(view: DataView): Map<string, number> {
    const symbols = new Map<string, number>();
    try {
        const sections = view.getUint32(32, true);
        const count = view.getUint16(48, true);
        for (let section = sections; section < sections + count * SECTION_BYTES; section += SECTION_BYTES) {
            if (view.getUint32(section + 4, true) === SYMBOL_TABLE) {
                const names = sections + view.getUint32(section + 24, true) * SECTION_BYTES;
                addSymbols(view, symbols, view.getUint32(section + 16, true), view.getUint32(section + 20, true),
                    view.getUint32(names + 16, true));
            }
        }
    } catch (error) {
        if (error instanceof RangeError) {
            throw new ImageError("It is an ELF image that ends too early: perhaps it wasn't loaded in full.");
        }

        throw error;
    }

    return symbols;
}

function addSymbols(view: DataView, symbols: Map<string, number>, start: number, length: number, names: number): void {
    for (let symbol = start; symbol < start + length; symbol += SYMBOL_BYTES) {
        const name = readText(view, names + view.getUint32(symbol, true));
        if (name !== "") {
            symbols.set(name, view.getUint32(symbol + 4, true));
        }
    }
}

function readText(view: DataView, start: number): string {
    let end = start;
    while (view.getUint8(end) !== 0) {
        end++;
    }

    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
}
