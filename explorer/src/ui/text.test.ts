import { describe, expect, it } from "vitest";
import { bytes, counted, hex, lastEntered, lastReport, parseAddress } from "./text";

describe("numbers", () => {
    it.each([["0xB8000", 0xb8000], ["v0xff803000", 0xff803000], ["p0x10", 16], [" 4096 ", 4096],
        ["0xffffffff", 0xffffffff], ["0x100000000", undefined], ["kmalloc", undefined], ["", undefined],
        ["0x", undefined], ["-1", undefined], ["1e3", undefined]])(
        "%s is an address or not", (text, value) => { expect(parseAddress(text)).toBe(value); });

    it("are printed as the kernel does", () => {
        expect(hex(0x1f)).toBe("0x0000001f");
        expect(bytes(512)).toBe("512 bytes");
        expect(bytes(2 << 20)).toBe("2 MiB");
        expect(bytes(1536)).toBe("1.5 KiB");
        expect(counted(1, "block")).toBe("1 block");
        expect(counted(1200, "block")).toBe("1,200 blocks");
    });
});

describe("what was typed last", () => {
    it.each([
        ["osmosis> mem\r\nfree: 1\r\nosmosis> ", "mem"],
        ["osmosis> mem\r\nosmosis> \x1b[2J\x1b[Hosmosis> kfree 0x183018\r\n", "kfree 0x183018"],
        ["osmosis> mem\r\nosmosis> kmal", "mem"],
        ["OS/mosis\r\n", ""],
    ])("%j: %s", (output, typed) => { expect(lastEntered(output)).toBe(typed); });
});

describe("the last report", () => {
    it.each([
        ["osmosis> mem\r\nfree: 1\r\nosmosis> ", ""],
        ["osmosis> fault null\r\n\x1b[91mfault: page fault\r\n\x1b[39maddress: 0\r\nosmosis> ",
            "fault: page fault\naddress: 0"],
        ["osmosis> fault a\r\nfault: one\r\nosmosis> fault b\r\nfault: two\r\nEIP", "fault: two\nEIP"],
        ["osmosis> fault interrupt\r\nfault: page fault\r\naddress: 0\r\n\x1b[91m\r\npanic: in a handler\r\n",
            "fault: page fault\naddress: 0\n\npanic: in a handler\n"],
        ["OS/mosis\r\nfault: in boot\r\npanic: boot\r\n", "fault: in boot\npanic: boot\n"],
        ["osmosis> fault null\r\nfault: one\r\nosmosis> x\r\n\npanic: lost\r\n", "panic: lost\n"],
        ["osmosis> mem\r\nosmosis> mem\r\nosmosis> fault null\r\nfault: one\r\nosmosis> mem\r\nfree: 1\r\nosmosis> ",
            "fault: one"],
    ])("of %j", (output, report) => { expect(lastReport(output)).toBe(report); });
});
