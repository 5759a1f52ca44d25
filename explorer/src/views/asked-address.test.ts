import { describe, expect, it } from "vitest";
import { askedAddress } from "./asked-address";

const symbol = (name: string): number | undefined => name === "kmalloc" ? 0x100070 : undefined;

describe("an address that is asked for", () => {
    it.each([["0xb8000", 0xb8000], [" 1048576 ", 0x100000], ["kmalloc", 0x100070], ["0xffffffff", 0xffffffff]])(
        "%s is one", (text, address) => {
            expect(askedAddress(text, symbol)).toBe(address);
        });

    it.each([
        ["", "Type an address"],
        ["   ", "Type an address"],
        ["garbage", "“garbage” is neither an address (0x… or decimal) nor a symbol of the kernel."],
        ["0x100000000", "0x100000000 has more than 32 bits"],
        ["4294967296", "4294967296 has more than 32 bits"],
        ["-1", "-1 is negative"],
        ["-0x10", "-0x10 is negative"],
        ["b8000", "Is 0xb8000 meant?"],
        ["0x", "neither an address"],
        ["1e5", "Is 0x1e5 meant?"],
        ["x".repeat(300), "x…” is neither"],
    ])("%j is none, and the page says why", (text, words) => {
        const said = askedAddress(text, symbol);
        expect(said).toContain(words);
        expect(String(said).length).toBeLessThan(140);
    });
});
