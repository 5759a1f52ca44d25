// The owners: a letter and a shade for each function with live blocks, and their list.

import type { Heap, HeapBlock } from "../guest/heap";
import type { SymbolTable } from "../guest/symbols";
import { element } from "../ui/dom";
import { SHADES } from "../ui/kinds";
import { counted } from "../ui/text";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

interface Owner {
    readonly letter: string;
    readonly shade: number;
    readonly name: string;
    blocks: number;
    bytes: number;
}

export class Owners {
    readonly element = element("ul", { class: "legend owners" });
    private readonly owners = new Map<number, Owner>();
    private readonly functions = new Map<number, number>();
    private shown = "";

    /** Counts the blocks of each function. A function keeps its letter. */
    update(heap: Heap, symbols: SymbolTable): void {
        for (const owner of this.owners.values()) {
            owner.blocks = 0;
            owner.bytes = 0;
        }

        for (const block of heap.blocks) {
            if (block.state === "allocated" && block.details !== undefined) {
                const owner = this.find(block.details.allocatedBy, symbols);
                owner.blocks++;
                owner.bytes += block.details.requested;
            }
        }

        this.draw(heap);
    }

    /** The owner of an allocated block of a checked heap. */
    of(block: HeapBlock): { readonly letter: string; readonly shade: number; readonly name: string } | undefined {
        const start = this.functions.get(block.details?.allocatedBy ?? 0);
        return block.state === "allocated" && start !== undefined ? this.owners.get(start) : undefined;
    }

    private find(returnAddress: number, symbols: SymbolTable): Owner {
        let start = this.functions.get(returnAddress);
        const symbol = start === undefined ? symbols.find(returnAddress - 1) : undefined;
        start ??= symbol?.start ?? returnAddress;
        this.functions.set(returnAddress, start);
        const known = this.owners.get(start);
        if (known !== undefined) {
            return known;
        }

        const index = this.owners.size;
        const owner = { letter: LETTERS[index % LETTERS.length] ?? "?", shade: index % SHADES,
            name: symbol?.name ?? `0x${returnAddress.toString(16)}`, blocks: 0, bytes: 0 };
        this.owners.set(start, owner);
        return owner;
    }

    private draw(heap: Heap): void {
        const rows = [...this.owners.values()].filter(owner => owner.blocks > 0)
            .sort((one, other) => other.bytes - one.bytes);
        const key = `${heap.isChecked} ${rows.map(owner => `${owner.letter}${owner.blocks}:${owner.bytes}`).join(" ")}`;
        if (key === this.shown) {
            return;
        }

        this.shown = key;
        const mark = (className: string, letter: string): HTMLElement =>
            element("i", { class: className, "aria-hidden": "true" }, letter);
        this.element.replaceChildren(
            ...rows.map(owner =>
                element("li", {}, mark(`shade-${owner.shade}`, owner.letter),
                    `${owner.name}: ${counted(owner.blocks, "block")}, ${counted(owner.bytes, "byte")}`)),
            ...(heap.isChecked
                ? [] : [element("li", {}, mark("shade-0", ""), "allocated; a plain heap doesn’t know by whom")]),
            element("li", {}, mark("state-free", "·"), "free"), element("li", {}, mark("state-top", ""), "top"),
            element("li", {}, mark("state-damaged", "!"), "damaged or quarantined"));
    }
}
