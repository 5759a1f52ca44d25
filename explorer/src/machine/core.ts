// v86's core, which is WebAssembly: prepared once, instantiated for each machine.

import { MachineError } from "./parts";

const HEADER = 8;
const EXPORTS = 7;
const GLOBAL = 3;
const STACK_POINTER = "stack_pointer";

/** The core's functions that the page itself calls. v86 calls the others. */
export interface Core {
    /** Runs the guest for a moment. Returns the milliseconds until it has something to do again. */
    main_loop(): number;

    /** The instruction `int n`. */
    instr_CD(vector: number): void;

    /** The physical address of a linear one; throws where none is mapped. */
    translate_address_system_read_js(address: number): number;

    /** Writes a word of physical memory. */
    write32(address: number, value: number): void;

    /** Where the core's own stack ends. It stays where it is when an error leaves the core. */
    readonly stack_pointer: WebAssembly.Global<"i32">;
}

/** Compiles the core. Throws a MachineError with the reason when the browser refuses. */
export async function compileCore(bytes: Uint8Array): Promise<WebAssembly.Module> {
    try {
        return await WebAssembly.compile(withStackPointer(bytes));
    } catch (error) {
        throw new MachineError(
            `The browser doesn’t take v86.wasm.gz as a `
                + `program: ${error instanceof Error ? error.message : String(error)}`);
    }
}

/** The same module, which also exports its first global: the stack pointer, as compilers make it. Bytes that are no
 * module are returned as they are. */
export function withStackPointer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const reader = new NumberReader(bytes, HEADER);
    while (reader.position < bytes.length) {
        const section = reader.position;
        const isExports = bytes[reader.position++] === EXPORTS;
        const length = reader.next();
        const end = reader.position + length;
        if (isExports) {
            const count = reader.next();
            const name = new TextEncoder().encode(STACK_POINTER);
            const body = [...numberBytes(count + 1), ...bytes.subarray(reader.position, end),
                ...numberBytes(name.length), ...name, GLOBAL, ...numberBytes(0)];
            return joined([bytes.subarray(0, section), [EXPORTS], numberBytes(body.length), body, bytes.subarray(end)]);
        }

        reader.position = end;
    }

    return bytes.slice();
}

/** Reads numbers in LEB128, as WebAssembly's sections have them. */
class NumberReader {
    constructor(private readonly bytes: Uint8Array, public position: number) {
    }

    next(): number {
        let value = 0;
        for (let shift = 0; this.position < this.bytes.length; shift += 7) {
            const part = this.bytes[this.position++] ?? 0;
            value |= (part & 0x7f) << shift;
            if (part < 0x80) {
                break;
            }
        }

        return value >>> 0;
    }
}

function numberBytes(value: number): number[] {
    return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...numberBytes(value >>> 7)];
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
    }

    return bytes;
}
