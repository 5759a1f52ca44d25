// Physical memory, frame by frame: 4 GiB, then 128 MiB, then 4 MiB, then one page, each as 1024 cells. The cell in hand
// shows its kind and the reason.

import { contents } from "../guest/contents";
import { FRAME_KINDS, OWN_DIRECTORY, bootRegions, type FrameKind, type FrameMap } from "../guest/frames";
import { FRAME_COUNT, PAGE_SIZE } from "../guest/layout";
import { wordAt } from "../guest/memory";
import { Stage } from "../guest/snapshot";
import type { Observation } from "../observation";
import { CellGrid } from "../ui/cell-grid";
import { button, element, facts, setText } from "../ui/dom";
import { legend } from "../ui/legend";
import { kindOf } from "../ui/kinds";
import { bytes, counted, hex, physical, virtual } from "../ui/text";
import type { Try } from "../ui/start-card";
import { palette } from "../ui/theme";
import { paintCell } from "./painting";
import { STARTING, type Links, type View } from "./view";

const COLUMNS = 32;
const LEAST_CELL = 11;
const CELLS = COLUMNS * COLUMNS;
const FREE_PATTERN = 0xf4eef4ee;
const VGA_FRAMES = { first: 0xa0, end: 0xc0 } as const;

/** Frames a cell, from the widest view to the closest. The closest shows one page, a word a cell. */
const LEVELS = [1024, 32, 1, 0] as const;
const PAGE_LEVEL = 3;

export class FramesView implements View {
    readonly id = "frames";
    readonly title = "Frames";
    readonly element: HTMLElement;
    readonly about = "Physical memory, in frames of 4 KiB: what each holds, and why it is free or not. A click goes "
        + "closer, down to the words of a page.";
    readonly tries: readonly Try[] = [
        { command: "frames run 64", shows: "takes 64 frames in a row." },
        { command: "frames free", shows: "gives them back." },
        { command: "kmalloc 20000", shows: "makes the heap take frames, as it needs them." },
    ];
    private readonly grid: CellGrid;
    private readonly path = element("nav", { class: "path", "aria-label": "Zoom" });
    private readonly summary = element("p", { class: "summary" }, STARTING);
    private readonly parts: HTMLElement;
    private readonly reason = element("div", { class: "detail" });
    private level = 1;
    private first = 0;
    private frame: number | undefined;
    private observation: Observation | undefined;
    private frames: FrameMap | undefined;
    private page: Uint8Array = new Uint8Array();
    private shownPath = "";
    private shownReason = "";

    constructor(private readonly links: Links) {
        this.grid = new CellGrid({
            label: "Physical memory",
            describe: index => this.describe(index),
            onSelect: index => { this.open(index); },
            paint: (context, index, x, y, size) => { this.paint(context, index, x, y, size); },
        });
        this.parts = element("div", { class: "beside fitted", hidden: "" }, this.grid.element,
            element("div", { class: "side" }, this.reason,
                legend(["free", "code", "constants", "variables", "directory", "table", "heap", "stack", "page",
                    "shared", "object", "taken", "loader", "low", "reserved", "none"])));
        this.element = element("div", { class: "view frames" }, this.summary, this.path, this.parts);
        this.grid.element.addEventListener("keydown", event => { this.press(event); });
    }

    /** Goes to a frame, among its neighbours. */
    showFrame(frame: number): void {
        this.level = 2;
        this.first = Math.floor(frame / CELLS) * CELLS;
        this.choose(frame);
    }

    update(observation: Observation): void {
        this.observation = observation;
        this.frames = observation.frames();
        const { snapshot } = observation;
        this.parts.hidden = false;
        setText(this.summary,
            snapshot.stage < Stage.Frames
                ? "The kernel hasn't counted the frames yet. All that is known is where its image lies."
                : `${counted(snapshot.totalFrames, "frame")} of `
                    + `memory, ${bytes(snapshot.totalFrames * PAGE_SIZE)}: ${snapshot.freeFrames.toLocaleString("en")} `
                    + `free, ${(snapshot.managedFrames - snapshot.freeFrames).toLocaleString("en")} `
                    + `allocated, ${(snapshot.totalFrames - snapshot.managedFrames).toLocaleString("en")} reserved`);
        this.page = this.level === PAGE_LEVEL ? observation.memory.read(this.first * PAGE_SIZE, PAGE_SIZE) : this.page;
        this.grid.arrange(CELLS, COLUMNS,
            this.grid.fittingSize(COLUMNS, CELLS / COLUMNS, this.parts.clientWidth, LEAST_CELL));
        this.grid.draw(index => this.stamp(index));
        this.grid.refreshReadout();
        this.drawPath();
        this.drawReason(observation, this.frames);
    }

    private get framesPerCell(): number {
        return LEVELS[this.level] ?? 1;
    }

    // A click on a cell zooms in or, where cells are frames, chooses the frame; a second click shows its page.
    private open(index: number): void {
        const frame = this.first + index * this.framesPerCell;
        if (this.level < 2) {
            this.zoom(this.level + 1, frame);
            this.grid.select((frame - this.first) / this.framesPerCell);
        } else if (this.level === 2 && this.frame !== frame) {
            this.choose(frame);
        } else if (this.level === 2) {
            this.zoom(PAGE_LEVEL, frame);
        } else {
            this.grid.select(index);
        }
    }

    // Escape zooms out.
    private press(event: KeyboardEvent): void {
        if (event.key === "Escape" && this.level > 0) {
            this.zoom(this.level - 1, this.first);
            event.preventDefault();
        }
    }

    private zoom(level: number, frame: number): void {
        this.level = level;
        this.first = level === PAGE_LEVEL
            ? frame : Math.floor(frame / (CELLS * (LEVELS[level] ?? 1))) * CELLS * (LEVELS[level] ?? 1);
        this.choose(level === PAGE_LEVEL ? frame : undefined);
    }

    private choose(frame: number | undefined): void {
        this.frame = frame;
        this.shownReason = "";
        this.grid.select(frame !== undefined && this.level === 2 ? frame - this.first : undefined);
    }

    // Determines a cell's look. Versions only grow, so their sum changes with each of them.
    private stamp(index: number): number {
        if (this.level === PAGE_LEVEL) {
            return wordAt(this.page, index * 4) + 0.5;
        }

        const from = this.first + index * this.framesPerCell;
        if (this.framesPerCell === 1) {
            return -((this.frames?.kinds[from] ?? 0) * 2 + (this.startsRun(from) ? 1 : 0)) - 1;
        }

        let sum = this.level * 1e12 + from * 1e3;
        for (let word = from >>> 5; word < (from + this.framesPerCell) >>> 5; word++) {
            sum += this.frames?.versions[word] ?? 0;
        }

        return sum;
    }

    private paint(context: CanvasRenderingContext2D, index: number, x: number, y: number, size: number): void {
        if (this.level === PAGE_LEVEL) {
            const word = wordAt(this.page, index * 4);
            paintCell(context, word === 0 ? "none" : word === FREE_PATTERN ? "free"
                : this.frames?.kind(this.first) ?? "none", x, y, size);
            return;
        }

        const from = this.first + index * this.framesPerCell;
        if (this.framesPerCell === 1) {
            paintCell(context, this.frames?.kind(from) ?? "none", x, y, size, { letter: this.startsRun(from) });
        } else {
            this.paintMixture(context, from, x, y, size);
        }
    }

    // Many frames in one cell: a stripe for each kind, as wide as its share, but never too thin to see.
    private paintMixture(context: CanvasRenderingContext2D, from: number, x: number, y: number, size: number): void {
        const shares = [...this.mixture(from)];
        if (shares.length === 1) {
            paintCell(context, this.frames?.kind(from) ?? "none", x, y, size,
                { letter: from === this.first || this.frames?.kind(from) !== this.frames?.kind(from - 1) });
            return;
        }

        const inner = size - 1;
        let left = x;
        for (const [index, [kind, count]] of shares.entries()) {
            const rest = shares.length - 1 - index;
            const width = rest === 0 ? x + inner - left
                : Math.max(1, Math.min(x + inner - left - rest, Math.round(count / this.framesPerCell * inner)));
            context.fillStyle = palette().kinds.get(kind) ?? palette().faint;
            context.fillRect(left, y, width, inner);
            left += width;
        }
    }

    private mixture(from: number): Map<FrameKind, number> {
        const counts = new Map<FrameKind, number>();
        for (let frame = from; frame < from + this.framesPerCell; frame++) {
            const kind = FRAME_KINDS[this.frames?.kinds[frame] ?? 0] ?? "none";
            counts.set(kind, (counts.get(kind) ?? 0) + 1);
        }

        return counts;
    }

    private startsRun(frame: number): boolean {
        return frame % COLUMNS === 0 ? this.frames?.kind(frame) !== "free" && this.frames?.kind(frame) !== "none"
            : this.frames?.kinds[frame] !== this.frames?.kinds[frame - 1];
    }

    private describe(index: number): string {
        if (this.level === PAGE_LEVEL) {
            const address = this.first * PAGE_SIZE + index * 4;
            return `${physical(address)}: `
                + (this.observation === undefined ? "" : contents(this.observation.memory, address));
        }

        const from = this.first + index * this.framesPerCell;
        if (this.framesPerCell === 1) {
            return `${physical(from * PAGE_SIZE)}: ${this.explain(from)}`;
        }

        const shares = [...this.mixture(from)].sort(([, one], [, other]) => other - one)
            .map(([kind, count]) => `${count} ${kindOf(kind).name}`);
        return `${physical(from * PAGE_SIZE)}, ${bytes(this.framesPerCell * PAGE_SIZE)}: ${shares.join(", ")}`;
    }

    private drawPath(): void {
        const key = `${this.level} ${this.first}`;
        if (key === this.shownPath) {
            return;
        }

        this.shownPath = key;
        const steps = ["4 GiB", "128 MiB", "4 MiB", "page"].slice(0, this.level + 1).map((name, level) => {
            const frames = CELLS * (LEVELS[level] ?? 1);
            const first = level === this.level ? this.first : Math.floor(this.first / frames) * frames;
            const label = level === 0 ? name : `${name} at ${physical(first * PAGE_SIZE)}`;
            const step = button(label, { class: "link" }, () => { this.zoom(level, this.first); });
            step.disabled = level === this.level;
            return step;
        });
        this.path.replaceChildren(...steps.flatMap((step, index) => index === 0 ? [step] : [" › ", step]));
        if (this.level < PAGE_LEVEL) {
            this.path.append(
                element("span", { class: "hint" },
                    this.level < 2 ? `a cell is ${bytes(this.framesPerCell * PAGE_SIZE)}; choose one to go closer`
                        : "a cell is a frame; choose it twice to see its words; Esc goes back"));
        }
    }

    private drawReason(observation: Observation, frames: FrameMap): void {
        if (this.frame === undefined) {
            this.reason.hidden = true;
            return;
        }

        const frame = this.frame;
        const text = this.explain(frame);
        const use = frames.use(frame);
        const page = use?.page
            ?? (frame * PAGE_SIZE < observation.snapshot.identityEnd ? frame * PAGE_SIZE : undefined);
        const key = `${frame} ${text} ${frames.isManaged(frame)} ${frames.isFree(frame)} ${page}`;
        this.reason.hidden = false;
        if (key === this.shownReason) {
            return;
        }

        this.shownReason = key;
        const region = bootRegions(observation.memory, observation.snapshot)
            .find(candidate => frame * PAGE_SIZE >= candidate.start && frame * PAGE_SIZE < candidate.end);
        this.reason.replaceChildren(element("h3", {}, `Frame ${frame}, ${physical(frame * PAGE_SIZE)}`), facts([
            ["Is", kindOf(frames.kind(frame)).name],
            ["Because", text],
            ["Boot map", region === undefined
                ? "no region covers it" : `${region.name}, ${physical(region.start)}–${hex(region.end - 1)}`],
            ["Bitmaps",
                `managed: ${frames.isManaged(frame) ? "yes" : "no"}, free: ${frames.isFree(frame) ? "yes" : "no"}`],
            ["Seen at", page === undefined ? "no virtual address"
                : button(virtual(page), { class: "link" }, () => { this.links.showAddress(page); })],
            ["Contents", button("the page, word by word", { class: "link" }, () => { this.zoom(PAGE_LEVEL, frame); })],
        ]));
    }

    private explain(frame: number): string {
        const frames = this.frames;
        const observation = this.observation;
        if (frames === undefined || observation === undefined || frame >= FRAME_COUNT) {
            return "";
        }

        const use = frames.use(frame);
        switch (frames.kind(frame)) {
            case "none": return "the boot loader’s map has no memory here";
            case "reserved": return "the boot loader’s map keeps it from use";
            case "low": return frame >= VGA_FRAMES.first && frame < VGA_FRAMES.end
                ? "the VGA’s window: its own memory answers here, not RAM; reserved"
                : "below 1 MiB: the BIOS and its data; reserved";
            case "loader": return "holds the boot loader’s data or a module, or lies partly outside "
                + "usable memory; reserved";
            case "code": return `kernel code: ${this.functionsIn(observation, frame)}`;
            case "constants": return "the kernel’s constants and symbol table, read-only";
            case "variables": return "the kernel’s variables, in its image";
            case "directory": return use?.page === OWN_DIRECTORY
                ? `CR3 points to it: the page directory, ${
                    frames.isManaged(frame) ? "an address space’s" : "in the kernel’s .bss"}`
                : `page directory of an address space, seen at ${virtual(use?.page ?? 0)}`;
            case "table": return use?.slot === undefined ? "page table of an address space that is not loaded"
                : `page table of directory entry ${use.slot}, for ${virtual(use.page ?? 0)} and 4 MiB from there`;
            case "heap": return `mapped in the heap’s window at ${virtual(use?.page ?? 0)}`;
            case "stack": return `page of the kernel stack at ${virtual(use?.page ?? 0)}`;
            case "page": return `a page that one program has${place(use?.page)}`;
            case "shared": return "a page that several programs have, and that is copied when one writes it, "
                + `or the page of zeros${place(use?.page)}`;
            case "object": return "a page of a file, or of memory that programs share: in memory once for all who "
                + `map it${place(use?.page)}`;
            case "taken": return use === undefined ? "allocated, but no page-table entry leads to it"
                : `mapped at ${virtual(use.page ?? 0)}, outside heap and stack`;
            case "free": return "the frame allocator’s bitmap has its bit set: it can be handed out";
        }
    }

    private functionsIn(observation: Observation, frame: number): string {
        const first = observation.symbols.find(frame * PAGE_SIZE)?.name;
        const last = observation.symbols.find(frame * PAGE_SIZE + PAGE_SIZE - 64)?.name;
        return [first, last].filter(name => name?.includes(".")).join(" … ") || "routines in assembly";
    }
}

/** Where a program's page is mapped. */
function place(page: number | undefined): string {
    return page === undefined ? "; no table of the loaded address space leads to it" : `; mapped at ${virtual(page)}`;
}
