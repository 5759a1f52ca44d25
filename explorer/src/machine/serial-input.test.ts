import { expect, it } from "vitest";
import { SerialInput } from "./serial-input";

// A port whose guest reads when it is told to.
function portAndInput(): { read: number[]; input: SerialInput; take: (count: number) => void; most: () => number } {
    const port = { input: [] as number[] };
    const read: number[] = [];
    let most = 0;
    const input = new SerialInput(() => port, bytes => {
        port.input.push(...bytes);
        most = Math.max(most, port.input.length);
    });
    return { read, input, take: count => { read.push(...port.input.splice(0, count)); }, most: () => most };
}

it("a long paste reaches the guest whole, in order, and never more than a FIFO ahead of it", () => {
    const { read, input, take, most } = portAndInput();
    const text = Array.from({ length: 9000 }, (_, line) => `pte ${line} ä\r`).join("");
    const bytes = [...new TextEncoder().encode(text)];
    input.send(text.slice(0, 50_000));
    input.send(text.slice(50_000));
    for (let turn = 0; read.length < bytes.length && turn < 100_000; turn++) {
        take(turn % 3 === 0 ? 0 : turn % 20);
        input.pump();
    }

    expect(read).toEqual(bytes);
    expect(most()).toBe(16);
    expect(input.length).toBe(0);
});

it("nothing is given to a guest that doesn't read", () => {
    const { input } = portAndInput();
    input.send("x".repeat(100));
    expect(input.pump()).toBe(false);
    expect(input.length).toBe(84);
});
