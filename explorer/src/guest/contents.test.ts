import { expect, it } from "vitest";
import { contents } from "./contents";
import { MadeUpMemory } from "./made-up";

it.each([
    [0x1000, "0x04030201"],
    [0x1ffc, "0xa4a3a2a1"],
    [0x1ffd, "0xa4a3a2"],
    [0x1fff, "0xa4"],
    [0x2000, "0x00000000"],
    [0x3000, "no memory"],
    [0xfffff000, "no memory"],
])("memory at %d holds %s", (address, text) => {
    const memory = new MadeUpMemory(0x3000);
    memory.setWord(0x1000, 0x04030201);
    memory.setWord(0x1ffc, 0xa4a3a2a1);
    expect(contents(memory, address)).toBe(text);
});
