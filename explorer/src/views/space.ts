// The address space: 1024 directory entries, the 1024 entries of the chosen table, and the bits of the chosen entry.

import { ENTRIES, PAGE_SIZE, RECURSIVE_SLOT, regionAt, SCRATCH_SLOT, TABLE_SPAN } from "../guest/layout";
import { readWord } from "../guest/memory";
import { describeFlags, fieldValue, frameAddress, isPagingOn, isPresent, readTable,
    ENTRY_FIELDS } from "../guest/paging";
import type { Observation } from "../observation";
import { CellGrid } from "../ui/cell-grid";
import { button, element, facts, setText } from "../ui/dom";
import { EntryFigure } from "../ui/entry-figure";
import { legend } from "../ui/legend";
import { kindOf, REGION_KINDS, type KindId } from "../ui/kinds";
import { bytes, hex, physical, virtual } from "../ui/text";
import type { Try } from "../ui/start-card";
import { palette } from "../ui/theme";
import { drawMark, paintCell } from "./painting";
import { STARTING, type Links, type View } from "./view";

const COLUMNS = 32;
const LEAST_CELL = 11;
const ACCESSED = 1 << 5;
const DIRTY = 1 << 6;

const SLOT_NOTES: ReadonlyMap<number, string> = new Map([
    [SCRATCH_SLOT,
        "The scratch slot. Its table is there from boot on. It maps the scratch page, through which the kernel looks "
            + "at any frame for a moment (a new page table is zeroed there before the processor can see it), and the "
            + "kernel's four stacks, each between two guard pages."],
    [RECURSIVE_SLOT,
        "The recursive slot: it points back at the directory. The processor follows it and takes the directory for a "
            + "page table, so that all tables appear as pages in the last 4 MiB: entry (d, t) lies at 0xffc00000 + "
            + "d·4096 + t·4, whichever frame holds its table."],
]);

export class SpaceView implements View {
    readonly id = "space";
    readonly title = "Address space";
    readonly element: HTMLElement;
    readonly about = "A real kernel runs in this page. Above are its page directory and one of its page "
        + "tables: each cell is an entry, "
        + "drawn from the machine’s memory as the kernel changes it. Choose a cell to see its bits.";
    readonly tries: readonly Try[];
    private readonly pair: HTMLElement;
    private readonly directoryGrid: CellGrid;
    private readonly tableGrid: CellGrid;
    private readonly off = element("p", { class: "summary" }, STARTING);
    private readonly summary = element("p", { class: "summary" });
    private readonly parts: HTMLElement;
    private readonly tableTitle = element("h3");
    private readonly detail = element("section", { class: "detail", "aria-label": "The chosen entry" });
    private readonly detailTitle = element("h3");
    private readonly note = element("p", { class: "note" });
    private readonly detailFacts = element("div");
    private readonly figure = new EntryFigure("The bits of the chosen entry");
    private slot = 0;
    private index: number | undefined;
    private directory: Uint32Array = new Uint32Array(ENTRIES);
    private table: Uint32Array | undefined;
    private observation: Observation | undefined;
    private fault: number | undefined;
    private shownDetail = "";

    constructor(private readonly links: Links) {
        this.directoryGrid = new CellGrid({
            label: "The page directory: 1024 entries of 4 MiB each",
            describe: slot => this.describeSlot(slot),
            onSelect: slot => { this.choose(slot, undefined); },
            paint: (context, slot, x, y, size) => {
                paintCell(context, this.slotKind(slot), x, y, size, { letter: true });
                this.paintFault(context, slot, undefined, x, y, size);
            },
        });
        this.tableGrid = new CellGrid({
            label: "The page table of the chosen directory entry: 1024 entries of 4 KiB each",
            describe: index => this.describePage(index),
            onSelect: index => { this.choose(this.slot, index); },
            paint: (context, index, x, y, size) => {
                const entry = this.table?.[index] ?? 0;
                paintCell(context, this.pageKind(index), x, y, size,
                    { faded: (entry & ACCESSED) === 0, dot: (entry & DIRTY) !== 0, letter: this.startsRun(index) });
                this.paintFault(context, this.slot, index, x, y, size);
            },
        });
        this.detail.append(this.detailTitle, this.note, this.figure.element, this.detailFacts);
        this.pair = element("div", { class: "pair" },
            element("section", {}, element("h3", {}, "Directory"), this.directoryGrid.element),
            element("section", {}, this.tableTitle, this.tableGrid.element));
        this.parts = element("div", { class: "beside", hidden: "" }, this.pair,
            element("div", { class: "side" }, this.summary, this.detail,
                legend(["low", "code", "constants", "variables", "heap", "stack", "guard", "table", "directory",
                    "taken", "none"]),
                element("p", { class: "summary" },
                    "Pale: never used since it was mapped. A dot: written to. A red outline: the "
                        + "address of the last fault.")));
        this.element = element("div", { class: "view space" }, this.off, this.parts);
        this.tries = [
            { command: "map 0xc0000000", shows: "maps a page: a table appears, and an entry in it.",
                turn: () => { this.showAddress(0xc0000000); } },
            { command: "kmalloc 5000", shows: "takes memory from the heap: see its blocks.",
                turn: () => { this.links.showView("heap"); } },
            { command: "fault null", shows: "writes through a null pointer: see who did it, and why it was stopped.",
                turn: () => { this.links.showView("fault"); } },
        ];
        this.choose(0, undefined);
    }

    /** Goes to an address's table entry, or to its directory entry where there is no table. */
    showAddress(address: number): void {
        this.choose(Math.floor(address / TABLE_SPAN), Math.floor(address / PAGE_SIZE) % ENTRIES);
    }

    /** Marks the address of the last fault; undefined for none. */
    markFault(address: number | undefined): void {
        this.fault = address;
    }

    update(observation: Observation): void {
        this.observation = observation;
        const isOn = isPagingOn(observation.registers);
        this.parts.hidden = !isOn;
        this.off.hidden = isOn;
        if (!isOn) {
            setText(this.off,
                "Paging is off: every address is a physical address, and there are no tables to draw. They come with "
                    + "the kernel's next step, which turns paging on.");
            return;
        }

        this.directory = readTable(observation.memory, frameAddress(observation.registers.cr3));
        const entry = this.directory[this.slot] ?? 0;
        this.table = isPresent(entry) ? readTable(observation.memory, frameAddress(entry)) : undefined;
        setText(this.summary,
            `CR3 ${physical(observation.registers.cr3)} → directory. ${this.directory.filter(isPresent).length} of `
                + `1024 entries are present; each covers 4 MiB.`);
        this.drawGrids();
        this.drawDetail();
    }

    private choose(slot: number, index: number | undefined): void {
        this.slot = slot;
        this.index = index;
        this.directoryGrid.select(slot);
        this.tableGrid.select(index);
        if (this.observation !== undefined) {
            this.update(this.observation);
        }
    }

    private drawGrids(): void {
        const size = this.directoryGrid.fittingSize(COLUMNS, ENTRIES / COLUMNS, this.directoryGrid.element.clientWidth,
            LEAST_CELL);
        this.directoryGrid.arrange(ENTRIES, COLUMNS, size);
        this.tableGrid.arrange(ENTRIES, COLUMNS, size);
        const fault = this.fault ?? -1;
        const faultSlot = Math.floor(fault / TABLE_SPAN);
        this.directoryGrid.draw(slot => (this.directory[slot] ?? 0) + (slot === faultSlot ? 0.5 : 0));
        this.tableGrid.draw(index => (this.table?.[index] ?? 0) * 64 + this.kindNumber(index)
            + (faultSlot === this.slot && Math.floor(fault / PAGE_SIZE) % ENTRIES === index ? 0.5 : 0));
        setText(this.tableTitle,
            this.table === undefined ? `No table at entry ${this.slot}` : `Table of entry ${this.slot}`);
        this.directoryGrid.refreshReadout();
        this.tableGrid.refreshReadout();
    }

    // The part of a cell's look that isn't in its entry.
    private kindNumber(index: number): number {
        const kind = this.pageKind(index);
        return kind === "none" ? 0 : kindOf(kind).letter.charCodeAt(0) % 32 + (this.startsRun(index) ? 32 : 0);
    }

    private paintFault(context: CanvasRenderingContext2D, slot: number, index: number | undefined, x: number, y: number,
        size: number): void {
        if (this.fault !== undefined && Math.floor(this.fault / TABLE_SPAN) === slot
            && (index ?? Math.floor(this.fault / PAGE_SIZE) % ENTRIES)
                === Math.floor(this.fault / PAGE_SIZE) % ENTRIES) {
            drawMark(context, x, y, size, palette().alarm);
        }
    }

    private slotKind(slot: number): KindId {
        return isPresent(this.directory[slot] ?? 0) ? slot === RECURSIVE_SLOT ? "directory" : "table" : "none";
    }

    private pageKind(index: number): KindId {
        const address = this.slot * TABLE_SPAN + index * PAGE_SIZE;
        const region = this.observation === undefined ? undefined : regionAt(this.observation.regions, address);
        if (region?.kind === "guard") {
            return "guard";
        }

        return region !== undefined && isPresent(this.table?.[index] ?? 0) ? REGION_KINDS[region.kind] : "none";
    }

    private startsRun(index: number): boolean {
        return index === 0 || this.pageKind(index) !== this.pageKind(index - 1);
    }

    private describeSlot(slot: number): string {
        const entry = this.directory[slot] ?? 0;
        const start = slot * TABLE_SPAN;
        return `${slot}: ${virtual(start)}–${hex(start + TABLE_SPAN - 1)} `
            + `· ${isPresent(entry) ? `table in frame ${physical(frameAddress(entry))}` : "not present"}`;
    }

    private describePage(index: number): string {
        const entry = this.table?.[index] ?? 0;
        const address = this.slot * TABLE_SPAN + index * PAGE_SIZE;
        const region = this.observation === undefined ? "" : regionAt(this.observation.regions, address).name;
        return `${index}: ${virtual(address)} `
            + `→ ${isPresent(entry) ? physical(frameAddress(entry)) : "not present"} · ${region}`;
    }

    private drawDetail(): void {
        const observation = this.observation;
        if (observation === undefined) {
            return;
        }

        const isPage = this.index !== undefined && this.table !== undefined;
        const entry = (isPage ? this.table?.[this.index ?? 0] : this.directory[this.slot]) ?? 0;
        const key = `${this.slot} ${this.index} ${entry} ${isPage} ${observation.regions.length} `
            + `${observation.snapshot.follow(172)} ${observation.registers.cr0}`;
        this.figure.show(entry);
        if (key === this.shownDetail) {
            return;
        }

        this.shownDetail = key;
        const address = this.slot * TABLE_SPAN + (isPage ? (this.index ?? 0) * PAGE_SIZE : 0);
        setText(this.detailTitle,
            isPage ? `Table entry ${this.index ?? 0} of directory entry ${this.slot}` : `Directory entry ${this.slot}`);
        setText(this.note, SLOT_NOTES.get(this.slot) ?? "");
        this.note.hidden = !SLOT_NOTES.has(this.slot);
        this.detailFacts.replaceChildren(isPage
            ? this.pageFacts(observation, address, entry) : this.slotFacts(observation, address, entry));
    }

    private slotFacts(observation: Observation, address: number, entry: number): HTMLElement {
        const end = address + TABLE_SPAN;
        const names = observation.regions.filter(region => region.start < end && region.end > address)
            .map(region => region.name);
        return facts([
            ["Entry", `${hex(entry)} at ${physical(frameAddress(observation.registers.cr3) + this.slot * 4)}`],
            ["Covers", `${virtual(address)}–${hex(end - 1)}, ${bytes(TABLE_SPAN)}`],
            ["Names", isPresent(entry)
                ? this.frameLink(entry,
                    this.slot === RECURSIVE_SLOT ? "the directory itself, in frame " : "the table in frame ")
                    : "no table: any use of these addresses is a page fault"],
            ["Holds", [...new Set(names)].join("; ")],
            ["Flags", describeFlags(entry)],
        ]);
    }

    private pageFacts(observation: Observation, address: number, entry: number): HTMLElement {
        const table = frameAddress(this.directory[this.slot] ?? 0);
        return facts([
            ["Entry", `${hex(entry)} at ${physical(table + (this.index ?? 0) * 4)}`],
            ["Page", button(`${virtual(address)}–${hex(address + PAGE_SIZE - 1)}`, { class: "link" },
                () => { this.links.showWalk(address); })],
            ["Maps", isPresent(entry) ? this.frameLink(entry, "frame ") : "nothing: using it is a page fault"],
            ["Region", regionAt(observation.regions, address).name],
            ["Flags", describeFlags(entry)],
            ["Used", describeUse(entry)],
            ...(this.slot === RECURSIVE_SLOT && isPresent(entry)
                ? [["Seen here",
                    `the page table of directory entry ${this.index ?? 0}, whose first entry `
                        + `is ${hex(readWord(observation.memory, frameAddress(entry)))}`] as const] : []),
        ]);
    }

    private frameLink(entry: number, before: string): HTMLElement {
        const frame = frameAddress(entry) / PAGE_SIZE;
        return element("span", {}, before,
            button(physical(frameAddress(entry)), { class: "link" }, () => { this.links.showFrame(frame); }));
    }
}

function describeUse(entry: number): string {
    if (!isPresent(entry)) {
        return "–";
    }

    const set = (short: string): boolean =>
        ENTRY_FIELDS.some(field => field.short === short && fieldValue(entry, field) !== 0);
    return set("A") ? set("D") ? "the processor has used it, and written to the page"
        : "the processor has used it, and not written" : "not used since it was mapped";
}
