import { describe, expect, it } from "vitest";
import { SymbolTable } from "./symbols";

const BASE = 0x100000;
const START = BASE + 0x10;

// One function, N.T.m in src/F.cs, of 40 bytes: line 100, after 4 bytes one further, after 2 more two back, after 20
// more 50 further.
function table(): Uint8Array {
    const words = [0x314d5953, BASE, 1, 1, 0, 74, 80];
    const bytes = new Uint8Array(84);
    const view = new DataView(bytes.buffer);
    for (const [index, word] of words.entries()) {
        view.setUint32(index * 4, word, true);
    }

    bytes.set([0x10, 0, 0, 50, 0, 0], 28);
    bytes.set([1, 78, 1, 84, 1, 109, 3, 115, 114, 99, 1, 70, 0, 2, 6, 10], 34);
    bytes.set([40, 13, 4, 0, 15, 100, 3, 28, 9, 0, 20, 100], 50);
    bytes.set([4, 102, 114, 101, 101], 74);
    view.setUint32(80, START, true);
    return bytes;
}

describe("a symbol table", () => {
    it("names functions and labels", () => {
        expect(new SymbolTable(table()).find(START + 39))
            .toMatchObject({ start: START, end: START + 40, name: "T.m", fullName: "N.T.m" });
        expect(new SymbolTable(table()).address("N.T.m")).toBe(START);
        expect(new SymbolTable(table()).address("free")).toBe(START);
    });

    it.each([[0, 100], [3, 100], [4, 101], [5, 101], [6, 99], [25, 99], [26, 149], [39, 149]])(
        "knows the line of the code %d bytes in", (offset, line) => {
            expect(new SymbolTable(table()).line(START + offset)).toEqual({ file: "src/F.cs", line });
        });

    it("has nothing to say of what lies outside its functions, or when it is empty", () => {
        expect(new SymbolTable(table()).find(START - 1)).toBeUndefined();
        expect(new SymbolTable(table()).line(START + 40)).toBeUndefined();
        expect(new SymbolTable(new Uint8Array()).find(START)).toBeUndefined();
    });
});
