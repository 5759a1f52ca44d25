// What a frame, a page or a piece of the address space can be: one colour and one letter each, the same in every view.

import type { RegionKind } from "../guest/layout";

export type KindId =
    | "none" | "free" | "reserved" | "low" | "code" | "constants" | "variables" | "stack" | "directory" | "table"
        | "heap" | "loader" | "page" | "shared" | "object" | "taken" | "guard";

/** The number of colours for functions that allocate from the heap. */
export const SHADES = 6;

export interface Kind {
    readonly id: KindId;
    readonly letter: string;
    readonly name: string;
}

export const KINDS: readonly Kind[] = [
    { id: "none", letter: "", name: "nothing there" },
    { id: "free", letter: "·", name: "free" },
    { id: "reserved", letter: "R", name: "reserved by the firmware" },
    { id: "low", letter: "L", name: "first MiB (reserved)" },
    { id: "code", letter: "C", name: "kernel code" },
    { id: "constants", letter: "N", name: "kernel constants" },
    { id: "variables", letter: "V", name: "kernel variables" },
    { id: "stack", letter: "S", name: "kernel stack" },
    { id: "directory", letter: "D", name: "page directory" },
    { id: "table", letter: "T", name: "page table" },
    { id: "heap", letter: "H", name: "heap" },
    { id: "loader", letter: "B", name: "kept for the boot loader’s data" },
    { id: "page", letter: "P", name: "program page" },
    { id: "shared", letter: "W", name: "program page, copied on a write" },
    { id: "object", letter: "O", name: "page of a file or shared memory" },
    { id: "taken", letter: "X", name: "taken, used by a command" },
    { id: "guard", letter: "G", name: "guard page, never mapped" },
];

const BY_ID = new Map(KINDS.map(kind => [kind.id, kind]));

export function kindOf(id: KindId): Kind {
    const kind = BY_ID.get(id);
    if (kind === undefined) {
        throw new Error(`no kind is called ${id}`);
    }

    return kind;
}

/** The kind of each region of the address space. */
export const REGION_KINDS: Readonly<Record<RegionKind, KindId>> = {
    null: "low",
    low: "low",
    video: "low",
    code: "code",
    constants: "constants",
    variables: "variables",
    windowEnd: "variables",
    heap: "heap",
    heapUnmapped: "heap",
    unused: "taken",
    records: "taken",
    scratch: "table",
    guard: "guard",
    stack: "stack",
    scratchUnused: "taken",
    windows: "taken",
    tables: "table",
    directory: "directory",
};
