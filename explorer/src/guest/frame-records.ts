// The kernel's records of frames, which say what address spaces use each frame for (docs/SNAPSHOT.md).

import { ENTRIES, PAGE_SIZE, RECORDS, RECORDS_END, TABLE_SPAN } from "./layout";
import { readWord, wordsOf, type GuestMemory } from "./memory";
import { frameAddress, isPresent } from "./paging";

export type RecordedKind = "page" | "shared" | "object" | "table";

const RECORD_WORDS = 8;
const RECORDS_PER_PAGE = PAGE_SIZE / 4 / RECORD_WORDS;
const RecordKind = { Zero: 1, Page: 2, ObjectPage: 3, Table: 4 } as const;

/** The kinds of the frames that address spaces or objects have. `start` is the first record's address; 0: none. */
export function recordedKinds(memory: GuestMemory, directory: Uint32Array, start: number): Map<number, RecordedKind> {
    const kinds = new Map<number, RecordedKind>();
    const sharedTables: number[] = [];
    let first = 0;
    for (let page = start; start >= RECORDS && page < RECORDS_END; page += PAGE_SIZE, first += RECORDS_PER_PAGE) {
        const above = directory[Math.floor(page / TABLE_SPAN)] ?? 0;
        const entry = isPresent(above)
            ? readWord(memory, frameAddress(above) + Math.floor(page / PAGE_SIZE) % ENTRIES * 4) : 0;
        if (!isPresent(entry)) {
            break;
        }

        const words = wordsOf(memory, frameAddress(entry), PAGE_SIZE / 4);
        for (let i = 0; i < RECORDS_PER_PAGE; i++) {
            const isShared = (words[i * RECORD_WORDS] ?? 0) > 1;
            const kind = (words[i * RECORD_WORDS + 1] ?? 0) & 0xff;
            if (kind === RecordKind.Page || kind === RecordKind.Zero) {
                kinds.set(first + i, isShared || kind === RecordKind.Zero ? "shared" : "page");
            } else if (kind === RecordKind.ObjectPage) {
                kinds.set(first + i, "object");
            } else if (kind === RecordKind.Table) {
                kinds.set(first + i, "table");
                if (isShared) {
                    sharedTables.push(first + i);
                }
            }
        }
    }

    // A page is shared, too, when the table that names it is.
    for (const table of sharedTables) {
        for (const entry of wordsOf(memory, table * PAGE_SIZE, ENTRIES)) {
            const frame = frameAddress(entry) / PAGE_SIZE;
            if (kinds.get(frame) === "page") {
                kinds.set(frame, "shared");
            }
        }
    }

    return kinds;
}
