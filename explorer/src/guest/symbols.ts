// The kernel's own table of functions and source lines, which lies among its constants (docs:
// src/Metal/SymbolTable.cs).
//
//  +0 magic  +4 base  +8 functions  +12 labels  +16 frame rules  +20 labels' names  +24 labels' addresses
// +28 a function each, ascending: { start: 3 bytes, offset of its record: 3 bytes }, then the pool of strings, then the
// records.

import { wordAt } from "./memory";

const MAGIC = 0x314d5953;
const FUNCTIONS = 28;
const FUNCTION_BYTES = 6;
const LEAST_LINE_STEP = -2;
const LINE_STEPS = 8;

export interface FunctionSymbol {
    readonly start: number;
    readonly end: number;

    /** Type and method, such as `Heap.Allocate`. */
    readonly name: string;

    /** With the namespace. */
    readonly fullName: string;
}

export interface SourceLine {
    /** Relative to the repository. */
    readonly file: string;
    readonly line: number;
}

interface FunctionRecord extends FunctionSymbol {
    readonly source?: { readonly file: string; readonly line: number; readonly steps: number; readonly at: number };
}

export class SymbolTable {
    private readonly functions: readonly FunctionRecord[];
    private readonly labels: ReadonlyMap<string, number>;

    /** Use an empty table for an image without one. */
    constructor(private readonly table: Uint8Array) {
        const isTable = table.length > FUNCTIONS && wordAt(table, 0) === MAGIC;
        this.functions = isTable
            ? Array.from({ length: wordAt(table, 8) }, (_, index) => this.readFunction(index)) : [];
        this.labels = isTable ? this.readLabels() : new Map<string, number>();
    }

    /** The function whose code holds an address. */
    find(address: number): FunctionSymbol | undefined {
        return this.record(address);
    }

    /** The source line of the code at an address. A return address belongs to the call before it, so ask for the byte
     * below. */
    line(address: number): SourceLine | undefined {
        const source = this.record(address)?.source;
        if (source === undefined) {
            return undefined;
        }

        const reader = new Reader(this.table, source.at);
        let { line } = source;
        let place = this.record(address)?.start ?? 0;
        for (let step = 0; step < source.steps; step++) {
            const [bytes, lines] = readStep(reader);
            place += bytes;
            if (place > address) {
                break;
            }

            line += lines;
        }

        return { file: source.file, line };
    }

    /** The address of a label (`kmalloc`, `kernel_page_directory`) or of a function by its full name, as in the
     * kernel's shell. */
    address(name: string): number | undefined {
        return this.labels.get(name) ?? this.functions.find(candidate => candidate.fullName === name)?.start;
    }

    private record(address: number): FunctionRecord | undefined {
        let low = 0;
        let high = this.functions.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.functions[middle]?.start ?? 0) <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }

        const candidate = this.functions[low - 1];
        return candidate !== undefined && address < candidate.end ? candidate : undefined;
    }

    private get pool(): number {
        return FUNCTIONS + wordAt(this.table, 8) * FUNCTION_BYTES;
    }

    private readFunction(index: number): FunctionRecord {
        const entry = FUNCTIONS + index * FUNCTION_BYTES;
        const start = wordAt(this.table, 4) + triple(this.table, entry);
        const reader = new Reader(this.table, triple(this.table, entry + 3));
        const end = start + reader.next();
        const type = reader.next();
        const [space, owner] = type === 0 ? ["", ""] : this.pair(type - 1);
        const method = this.text(reader.next());
        reader.next();
        const file = reader.next();
        const name = [owner, method].filter(part => part !== "").join(".");
        const symbol = { start, end, name, fullName: [space, name].filter(part => part !== "").join(".") };
        if (file === 0) {
            return symbol;
        }

        const [folder, fileName] = this.pair(file - 1);
        const line = reader.next();
        const steps = reader.next();
        return { ...symbol, source: { file: `${folder}/${fileName}.cs`, line, steps, at: reader.position } };
    }

    private readLabels(): Map<string, number> {
        const labels = new Map<string, number>();
        let name = wordAt(this.table, 20);
        for (let index = 0; index < wordAt(this.table, 12); index++) {
            const length = this.table[name] ?? 0;
            labels.set(decode(this.table.subarray(name + 1, name + 1 + length)),
                wordAt(this.table, wordAt(this.table, 24) + index * 4));
            name += 1 + length;
        }

        return labels;
    }

    private pair(reference: number): [string, string] {
        const reader = new Reader(this.table, this.pool + reference);
        return [this.text(reader.next()), this.text(reader.next())];
    }

    private text(reference: number): string {
        const at = this.pool + reference;
        return decode(this.table.subarray(at + 1, at + 1 + (this.table[at] ?? 0)));
    }
}

/** Reads consecutive numbers in LEB128. */
class Reader {
    constructor(private readonly bytes: Uint8Array, public position: number) {
    }

    byte(): number {
        return this.bytes[this.position++] ?? 0;
    }

    next(): number {
        let value = 0;
        for (let shift = 0; ; shift += 7) {
            const part = this.byte();
            value |= (part & 0x7f) << shift;
            if (part < 0x80) {
                return value >>> 0;
            }
        }
    }

    signed(): number {
        const value = this.next();
        return (value >>> 1) ^ -(value & 1);
    }
}

// The steps in bytes and lines.
function readStep(reader: Reader): [number, number] {
    const step = reader.byte();
    return step === 0
        ? [reader.next(), reader.signed()]
        : [Math.floor((step - 1) / LINE_STEPS) + 1, (step - 1) % LINE_STEPS + LEAST_LINE_STEP];
}

function triple(bytes: Uint8Array, offset: number): number {
    return (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8) | ((bytes[offset + 2] ?? 0) << 16);
}

function decode(bytes: Uint8Array): string {
    return new TextDecoder().decode(bytes);
}
