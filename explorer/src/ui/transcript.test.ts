import { describe, expect, it } from "vitest";
import { Transcript } from "./transcript";

function said(...texts: readonly string[]): Transcript {
    const transcript = new Transcript();
    for (const byte of new TextEncoder().encode(texts.join(""))) {
        transcript.add(byte);
    }

    return transcript;
}

describe("the kernel's output", () => {
    it.each([
        ["OS/mosis\r\n", { isAtPrompt: false, isEditing: false, hasPrompted: false, hasPanicked: false }],
        ["OS/mosis\r\nosmosis> ", { isAtPrompt: true, isEditing: true, hasPrompted: true, hasPanicked: false }],
        ["osmosis> kmal", { isAtPrompt: false, isEditing: true, hasPrompted: true, hasPanicked: false }],
        ["osmosis> mem\r\nfree", { isAtPrompt: false, isEditing: false, hasPrompted: true, hasPanicked: false }],
        ["osmosis> mem\r\nfree: 1\r\n\x1b]133;D;0\x07osmosis> ", { isAtPrompt: true, isEditing: true }],
        ["osmosis> x\x1b[2J\x1b[Hosmosis> ab\x1b[D", { isEditing: true }],
        ["osmosis> poke 0 panic:", { isEditing: true, hasPanicked: false }],
        ["osmosis> fault gp\r\n\r\n\x1b[91mpanic: lost", { isEditing: false, hasPanicked: true }],
        ["osmosis> fault gp\r\n\npanic while reporting: lost", { hasPanicked: true }],
    ])("%j is understood", (text, expected) => { expect(said(text)).toMatchObject(expected); });

    it("is kept in part, however long it is, and can be asked for from a length on", () => {
        const transcript = said("x".repeat(300_000), "osmosis> ");
        const before = transcript.length;
        expect(before).toBe(300_009);
        expect(transcript.text.length).toBeLessThan(150_000);
        for (const byte of new TextEncoder().encode("mem: 5 ä")) {
            transcript.add(byte);
        }

        expect(transcript.since(before)).toBe("mem: 5 ä");
        expect(transcript.since(0).endsWith("mem: 5 ä")).toBe(true);
    });
});
