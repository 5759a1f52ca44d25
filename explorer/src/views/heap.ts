// The heap: blocks to scale, a page in each row, coloured by state and allocating function; a block's header; the
// latest changes; and fragmentation over time.

import type { Heap, HeapBlock } from "../guest/heap";
import { compareHeaps, type HeapChange } from "../guest/heap-changes";
import type { Observation } from "../observation";
import { element, facts, setText } from "../ui/dom";
import { commandButton, type Try } from "../ui/start-card";
import { bytes, counted, hex, virtual } from "../ui/text";
import { codePlace } from "./code-place";
import { BlockMap } from "./heap-map";
import { Owners } from "./heap-owners";
import { HeapHistory } from "./heap-history";
import { STARTING, type Links, type View } from "./view";

const MOST_CHANGES = 40;

/** Offsets in the snapshot structure of words that change with the heap: top, end, allocations, frees, quarantined. */
const COUNTERS = [168, 172, 180, 184, 192];

const STATES: Readonly<Record<HeapBlock["state"], string>> = {
    allocated: "allocated",
    free: "free",
    quarantined: "quarantined: it was damaged, and belongs to nobody",
    damaged: "damaged: its header isn’t one that the heap wrote",
    top: "the top: free memory above the last block, without a header",
};

export class HeapView implements View {
    readonly id = "heap";
    readonly title = "Heap";
    readonly element: HTMLElement;
    private readonly summary = element("p", { class: "summary" }, STARTING);
    private readonly parts: HTMLElement;
    readonly about = "The kernel’s heap, to scale: each row is a page, each piece a block, and its letter the function "
        + "that asked for it. Choose a block to read its header.";
    readonly tries: readonly Try[] = [
        { command: "kmalloc 100", shows: "takes a block of 100 bytes." },
        { command: "alloc_test", shows: "takes twelve blocks, checks them and gives them back." },
        { command: "heap check", shows: "checks every block, its neighbours and its poison." },
    ];
    private readonly nothing: HTMLElement;
    private readonly map: BlockMap;
    private readonly owners = new Owners();
    private readonly history = new HeapHistory();
    private readonly log = element("ol",
        { class: "changes", "aria-label": "What happened last, newest first", tabindex: "0" });
    private readonly detail = element("div", { class: "detail" });
    private chosen: number | undefined;
    private wanted: number | undefined;
    private before: Heap | undefined;
    private unseen: readonly HeapChange[] = [];
    private counters = "";
    private shownDetail = "";

    /** `freedBy` names the code that freed a payload, if it is known from elsewhere. */
    constructor(links: Pick<Links, "run">, private readonly freedBy: (payload: number) => string | undefined) {
        this.nothing = element("p", { class: "readout" }, "Nothing since the page began to look. Type ",
            ...["kmalloc 100", "alloc_test"].map(command => commandButton(command, run => { links.run(run); })));
        this.map = new BlockMap(this.owners, address => { this.chosen = address; });
        this.parts = element("div", { class: "beside", hidden: "" },
            element("div", { class: "side" }, this.map.element, this.owners.element),
            element("div", { class: "side" }, this.detail,
                element("section", {}, element("h3", {}, "What happened, newest first"), this.nothing, this.log),
                element("section", {}, element("h3", {}, "Used, and fragmentation, change by change"),
                    this.history.element)));
        this.element = element("div", { class: "view heap" }, this.summary, this.parts);
    }

    /** Call this for every picture, whether the view is shown or not, so that no change is missed. Costs nothing
     * without changes. */
    collect(observation: Observation): void {
        const { snapshot } = observation;
        const counters = COUNTERS.map(offset => snapshot.follow(offset)).join();
        if (counters !== this.counters && !snapshot.isBusy) {
            this.counters = counters;
            this.look(observation);
        }
    }

    update(observation: Observation): void {
        // A half-changed heap would show wrong blocks.
        const heap = observation.snapshot.isBusy ? this.before : this.look(observation);
        this.parts.hidden = heap === undefined;
        if (heap === undefined) {
            setText(this.summary, "There is no heap yet: the kernel makes it when paging is on.");
            return;
        }

        this.chosen = heap.blocks.find(block => block.payload === this.wanted)?.address ?? this.chosen;
        this.wanted = undefined;
        this.nothing.hidden = this.log.children.length > 0;
        this.log.hidden = !this.nothing.hidden;
        this.history.draw();
        this.map.draw(heap, this.unseen, this.chosen);
        this.unseen = [];
        setText(this.summary,
            `${heap.isChecked ? "Checked" : "Plain"} heap `
                + `at ${virtual(heap.base)}: ${bytes(heap.mappedEnd - heap.base)} of ${bytes(heap.limit - heap.base)} `
                + `mapped, ${counted(heap.live, "live block")}, ${bytes(heap.freeBytes)} free, `
                + `largest ${bytes(heap.largestFree)}, fragmentation ${heap.fragmentation} `
                + `%, ${counted(heap.allocations, "allocation")} and ${counted(heap.frees, "free")} since boot`);
        this.drawDetail(observation, heap);
    }

    /** Shows the header of the block with this payload. */
    choose(payload: number): void {
        this.wanted = payload;
    }

    /** Forgets the old state: another machine runs. */
    reset(): void {
        this.before = undefined;
        this.chosen = undefined;
        this.counters = "";
        this.history.reset();
        this.log.replaceChildren();
    }

    // Walks the heap, and records the changes since the last time.
    private look(observation: Observation): Heap | undefined {
        const heap = observation.heap();
        if (heap === undefined) {
            return undefined;
        }

        const changes = this.before === undefined ? [] : compareHeaps(this.before, heap);
        this.before = heap;
        this.owners.update(heap, observation.symbols);
        this.history.add(heap, changes.length > 0);
        this.note(changes);
        this.unseen = [...this.unseen, ...changes].slice(-MOST_CHANGES);
        return heap;
    }

    private note(changes: readonly HeapChange[]): void {
        for (const change of changes) {
            this.log.prepend(element("li", { class: change.kind }, element("b", {}, change.kind),
                ` ${change.text.replace(/^[^:]+: /, "")}`));
        }

        while (this.log.children.length > MOST_CHANGES) {
            this.log.lastElementChild?.remove();
        }
    }

    private drawDetail(observation: Observation, heap: Heap): void {
        const block = heap.blocks.find(candidate => candidate.address === this.chosen);
        const key = block === undefined ? "" : JSON.stringify(block);
        if (key === this.shownDetail) {
            return;
        }

        this.shownDetail = key;
        if (block === undefined) {
            this.detail.replaceChildren();
            return;
        }

        const { details } = block;
        this.detail.replaceChildren(element("h3", {}, `Block at ${virtual(block.address)}`), facts([
            ["State", STATES[block.state]],
            ["Size", `${block.size} bytes, header included`],
            ...(block.state === "top" ? [] : [
                ["Payload", virtual(block.payload)] as const,
                ["Header",
                    `+0  ${hex(block.header)}: size ${block.header & ~7}`
                        + ((block.header & 1) === 0 ? "" : ", F free")
                        + ((block.header & 2) === 0 ? "" : ", PF the block below is free")
                        + ((block.header & 4) === 0 ? "" : ", Q quarantined")] as const,
            ]),
            ...(details === undefined ? [] : [
                ["Seal", `+4  ${hex(details.seal)}, a mix of the salt, the address and the other words`] as const,
                ["Asked for", `+8  ${details.requested} bytes, mark ${details.mark}`] as const,
                ["Allocated by", `+12 ${codePlace(observation.symbols, details.allocatedBy)}`] as const,
                ["Freed by", `+16 ${this.describeFree(observation, block)}`] as const,
            ]),
        ]));
    }

    // A block that was mended and quarantined has lost the word that says who freed it.
    private describeFree({ symbols }: Observation, block: HeapBlock): string {
        const by = block.details?.freedBy ?? 0;
        if (by !== 0) {
            return codePlace(symbols, by);
        }

        if (block.state === "allocated") {
            return "nobody, as it isn’t free";
        }

        const seen = this.freedBy(block.payload);
        return seen === undefined
            ? "not kept: the kernel’s report, in the terminal, names it" : `no longer kept; by the events, ${seen}`;
    }
}
