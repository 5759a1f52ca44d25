// What all views look at: the machine's memory and registers at one moment, and what is known of the image.

import type { KernelImage } from "./guest/elf";
import { HEAP_WINDOW, identityEnd, PAGE_SIZE, regions, TABLE_SPAN, type Region } from "./guest/layout";
import type { GuestMemory } from "./guest/memory";
import { frameAddress, isPagingOn, isPresent, readTable, type ControlRegisters } from "./guest/paging";
import type { SymbolTable } from "./guest/symbols";

export interface Observation {
    readonly memory: GuestMemory;
    readonly registers: ControlRegisters;
    readonly image: KernelImage;
    readonly symbols: SymbolTable;
    readonly regions: readonly Region[];

    /** Bytes of the heap's window that the page tables map, from its start to the first gap. */
    readonly heapMapped: number;
}

export function observe(memory: GuestMemory, registers: ControlRegisters, image: KernelImage, symbols: SymbolTable): Observation {
    const heapMapped = isPagingOn(registers) ? countMapped(memory, registers.cr3, identityEnd(image.layout)) : 0;
    return { memory, registers, image, symbols, heapMapped, regions: regions(image.layout, heapMapped) };
}

function countMapped(memory: GuestMemory, cr3: number, start: number): number {
    const directory = readTable(memory, frameAddress(cr3));
    let table: Uint32Array | undefined;
    let address = start;
    for (; address < start + HEAP_WINDOW; address += PAGE_SIZE) {
        if (table === undefined || address % TABLE_SPAN === 0) {
            const entry = directory[Math.floor(address / TABLE_SPAN)] ?? 0;
            table = isPresent(entry) ? readTable(memory, frameAddress(entry)) : undefined;
        }

        if (!isPresent(table?.[address / PAGE_SIZE % 1024] ?? 0)) {
            break;
        }
    }

    return address - start;
}
