import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileCore, withStackPointer } from "./core";
import { MachineError } from "./parts";

const CORE = new Uint8Array(readFileSync(new URL("../../node_modules/v86/build/v86.wasm", import.meta.url)));

describe("v86's core", () => {
    it("is the same module, and exports its stack pointer", async () => {
        const [before, after] = [await WebAssembly.compile(CORE.slice()),
            await compileCore(CORE)].map(module => WebAssembly.Module.exports(module));
        expect(after).toEqual([...before ?? [], { name: "stack_pointer", kind: "global" }]);
        for (const name of ["main_loop", "instr_CD", "translate_address_system_read_js", "write32"]) {
            expect(after).toContainEqual({ name, kind: "function" });
        }
    });

    it.each([["nothing", new Uint8Array()],
        ["a page of a web server", new TextEncoder().encode("<!doctype html>".padEnd(3000))],
        ["half of it", CORE.slice(0, 9000)]])(
        "that is %s is refused with a reason", async (_, bytes) => {
            expect(withStackPointer(bytes)).toBeInstanceOf(Uint8Array);
            await expect(compileCore(bytes)).rejects.toThrow(MachineError);
            await expect(compileCore(bytes)).rejects.toThrow(/doesn’t take v86.wasm.gz as a program/);
        });
});
