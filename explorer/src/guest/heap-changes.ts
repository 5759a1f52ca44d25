// The changes of a heap between two walks: blocks split and merged, the window's mapped part grew or shrank. They are
// found by comparison, because nothing reports them.

import type { Heap, HeapBlock } from "./heap";

export interface HeapChange {
    readonly kind: "split" | "merge" | "allocate" | "free" | "grow" | "shrink" | "damage";

    /** The changed block, in its new state. */
    readonly address: number;
    readonly text: string;
}

/** The changes that lead from one walk to another, by ascending address. */
export function compareHeaps(before: Heap, after: Heap): HeapChange[] {
    const old = new Map(before.blocks.map(block => [block.address, block]));
    const changes = after.blocks.flatMap(block => {
        const same = old.get(block.address);
        return same?.size === block.size && same.state === block.state ? [] : describe(block, same, before, after);
    });
    const mapped = after.mappedEnd - before.mappedEnd;
    if (mapped !== 0) {
        const text = mapped > 0 ? `growth: ${mapped / 4096} more mapped, up to ${hex(after.mappedEnd)}`
            : `shrinking: ${-mapped / 4096} given back, down to ${hex(after.mappedEnd)}`;
        changes.push({ kind: mapped > 0 ? "grow" : "shrink", address: after.top,
            text: text.replace(/(\d+) (more|given)/,
                (_, count: string, word: string) => `${count} page${count === "1" ? "" : "s"} ${word}`) });
    }

    return changes;
}

function describe(block: HeapBlock, same: HeapBlock | undefined, before: Heap, after: Heap): HeapChange[] {
    const { address } = block;
    if (block.state === "damaged" || block.state === "quarantined") {
        return same?.state === block.state
            ? []
            : [{ kind: "damage", address,
                text: `${block.state === "quarantined" ? "quarantined" : "damaged header"}: ${block.size} `
                    + `bytes at ${hex(address)}` }];
    }

    if (block.state === "allocated") {
        if (same?.state === "free" && same.size > block.size) {
            return [{ kind: "split", address,
                text: `split: ${same.size} free bytes at ${hex(address)} became ${block.size} allocated `
                    + `and ${same.size - block.size} free` }];
        }

        return [{ kind: "allocate", address,
            text: `allocated: ${block.size} bytes `
                + `at ${hex(address)}${same?.state === "free" ? ", a free block that fits" : ", cut from the top"}` }];
    }

    const swallowed = before.blocks.filter(candidate =>
        candidate.address >= address && candidate.address < address + block.size && candidate.state !== "top");
    if (block.state === "top") {
        return swallowed.length === 0 || before.top <= after.top
            ? []
            : [{ kind: "merge", address,
                text: `merge: ${swallowed.length === 1 ? "a block" : `${swallowed.length} blocks`} `
                    + `from ${hex(address)} became part of the top` }];
    }

    return swallowed.length > 1
        ? [{ kind: "merge", address,
            text: `merge: ${swallowed.map(part => part.size).join(" + ")} = ${block.size} free `
                + `bytes at ${hex(address)}` }]
        : swallowed.length === 1 && same?.state === "allocated"
        ? [{ kind: "free", address, text: `freed: ${block.size} bytes at ${hex(address)}` }] : [];
}

function hex(address: number): string {
    return `v0x${address.toString(16).padStart(8, "0")}`;
}
