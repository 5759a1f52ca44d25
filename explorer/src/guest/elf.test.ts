import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ImageError, loadedBytes, readImage, symbolAddress, withWord } from "./elf";
import { SymbolTable } from "./symbols";

// A C program's header and a symbol table, made by hand.
function image(names: Readonly<Record<string, number>>): Uint8Array {
    const bytes = new Uint8Array(4096);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
    view.setUint16(18, 3, true);
    view.setUint32(32, 0x100, true);
    view.setUint16(48, 3, true);
    section(1, 2, 0x200, Object.keys(names).length * 16, 2);
    section(2, 3, 0x800, 0x400, 0);
    let symbol = 0x200;
    let text = 1;
    for (const [name, address] of Object.entries(names)) {
        view.setUint32(symbol, text, true);
        view.setUint32(symbol + 4, address, true);
        bytes.set(new TextEncoder().encode(name), 0x800 + text);
        symbol += 16;
        text += name.length + 1;
    }

    return bytes;

    function section(index: number, type: number, offset: number, size: number, link: number): void {
        const at = 0x100 + index * 40;
        view.setUint32(at + 4, type, true);
        view.setUint32(at + 16, offset, true);
        view.setUint32(at + 20, size, true);
        view.setUint32(at + 24, link, true);
    }
}

const MARKS = { _kernel_start: 0x100000, _text_end: 0x101000, _rodata_end: 0x102000, _kernel_end: 0x103004 };

describe("an image", () => {
    it("has symbols and ends of parts", () => {
        const read = readImage(image({ ...MARKS, kmalloc: 0x100123 }));
        expect(read.layout).toEqual({ start: 0x100000, codeEnd: 0x101000, constantsEnd: 0x102000, end: 0x103004 });
        expect(symbolAddress(read.symbols, "kmalloc")).toBe(0x100123);
    });

    it.each([
        ["that is empty", new Uint8Array(), /nothing, as it is empty/],
        ["that is a page of a web server", new TextEncoder().encode("<!doctype html>".padEnd(80)),
            /the text “<!doctyp”/],
        ["that is something else", new Uint8Array(64).fill(0xff), /the bytes ff ff ff ff/],
        ["that was cut off", image(MARKS).slice(0, 0x140), /ends too early/],
        ["without the kernel's symbols", image({ main: 1 }), /no symbol _kernel_start/],
    ])("%s is refused with a reason", (_, bytes, reason) => {
        expect(() => readImage(bytes)).toThrow(ImageError);
        expect(() => readImage(bytes)).toThrow(reason);
    });

    it.each([[4, 2], [5, 2], [18, 62]])("for another processor, with byte %d as %d, is refused", (offset, value) => {
        const bytes = image(MARKS);
        bytes[offset] = value;
        expect(() => readImage(bytes)).toThrow(/not for a 32-bit x86/);
    });
});

// The compiled kernel itself, where it was built.
describe("the kernel", () => {
    const path = new URL("../../../artifacts/osmosis.elf", import.meta.url);
    const kernel = readImage(new Uint8Array(readFileSync(path)));
    const table = new SymbolTable(loadedBytes(kernel, symbolAddress(kernel.symbols, "_symbols_start"),
        symbolAddress(kernel.symbols, "_symbols_end")));

    it("names the function at an address, and its source line", () => {
        const start = symbolAddress(kernel.symbols, "pmm_alloc_frame");
        expect(table.find(start)?.fullName).toBe("Osmosis.Memory.Frames.FrameAllocator.AllocateFrame");
        expect(table.find(start + 3)?.name).toBe("FrameAllocator.AllocateFrame");
        expect(table.line(start)?.file).toBe("src/Memory/Frames/FrameAllocator.cs");
        expect(table.line(start)?.line).toBeGreaterThan(50);
    });

    it("has labels, and functions by their full names", () => {
        expect(table.address("kmalloc")).toBe(kernel.symbols.get("kmalloc"));
        expect(table.address("Osmosis.Memory.Frames.FrameAllocator.AllocateFrame"))
            .toBe(kernel.symbols.get("pmm_alloc_frame"));
        expect(table.address("nobody")).toBeUndefined();
    });

    it("has nothing to say of addresses that are no code", () => {
        expect(table.find(0)).toBeUndefined();
        expect(table.find(0xffffffff)).toBeUndefined();
        expect(table.line(0)).toBeUndefined();
    });

    it("can be given another word before it is booted", () => {
        const address = symbolAddress(kernel.symbols, "osmosis_snapshot") + 20;
        const changed = readImage(withWord(kernel, address, 2));
        expect([...loadedBytes(changed, address, address + 4)]).toEqual([2, 0, 0, 0]);
        expect([...loadedBytes(kernel, address, address + 4)]).toEqual([0, 0, 0, 0]);
        expect(() => withWord(kernel, kernel.layout.end, 2)).toThrow(/no bytes for address/);
    });
});
