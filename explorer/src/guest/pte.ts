// A walk in words: the rows that the kernel's `pte` prints for the same address. A test compares the two.

import { RECORDS, RECORDS_END, regionAt, type Region } from "./layout";
import { describeFlags, frameAddress, isPresent, type Walk } from "./paging";

/** `name: value`, a row each. */
export function walkRows(walk: Walk, regions: readonly Region[]): string[] {
    return [
        `address: v${hex8(walk.address)}`,
        `directory index: ${walk.directoryIndex}`,
        `table index: ${walk.tableIndex}`,
        `offset: 0x${walk.offset.toString(16).padStart(3, "0")}`,
        `directory entry: ${describeEntry(walk.directoryEntry)}`,
        ...(walk.tableEntry === undefined ? [] : [`table entry: ${describeEntry(walk.tableEntry)}`]),
        `physical address: ${walk.physical === undefined ? "not mapped" : `p${hex8(walk.physical)}`}`,
        `region: ${describePlace(walk.address, regions)}`,
    ];
}

/** As in `0x00101021 (present, read-only, accessed) frame p0x00101000`. */
export function describeEntry(entry: number): string {
    return `${hex8(entry)} (${describeFlags(entry)})${isPresent(entry) ? ` frame p${hex8(frameAddress(entry))}` : ""}`;
}

/** The place of an address, and its distance from the nearest edge that explains it. */
export function describePlace(address: number, regions: readonly Region[]): string {
    const region = regionAt(regions, address);
    const fromStart = `0x${(address - region.start).toString(16)} bytes`;
    const fromEnd = `0x${(region.end - address).toString(16)} bytes`;
    if (region.kind === "heapUnmapped") {
        return `${fromStart} past the end of the heap's mapped part`;
    }

    if (region.kind === "guard") {
        return region.name.includes("below")
            ? `in ${region.name}, ${fromEnd} below its end` : `in ${region.name}, ${fromStart} above its top`;
    }

    if (region.kind === "unused") {
        return address - region.start < region.end - address
            ? `in ${region.name}, ${fromStart} past the end `
                + `of ${region.start === RECORDS_END ? "the records" : "the heap's window"}`
            : `in ${region.name}, ${fromEnd} below ${region.end === RECORDS ? "the records" : "the scratch slot"}`;
    }

    return `in ${region.name}, ${fromStart} from its start v${hex8(region.start)}`;
}

function hex8(value: number): string {
    return `0x${value.toString(16).padStart(8, "0")}`;
}
