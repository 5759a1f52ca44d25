// The heap's blocks, drawn to scale: a row is a page, or several when many are mapped.

import type { BlockState, Heap, HeapBlock } from "../guest/heap";
import type { HeapChange } from "../guest/heap-changes";
import { PAGE_SIZE } from "../guest/layout";
import { element, setText } from "../ui/dom";
import { virtual } from "../ui/text";
import { onThemeChange, palette } from "../ui/theme";
import type { Owners } from "./heap-owners";

const MOST_ROWS = 32;
const LEAST_ROW_HEIGHT = 15;
const MOST_ROW_HEIGHT = 30;

/** Pixels that the rows share, as long as they aren't too low or too high. */
const ROWS_HEIGHT = 280;
const ROW_GAP = 3;
const LABEL_WIDTH = 84;
const NARROW = 480;
const FLASH_TIME = 900;
const LEAST_LETTER = 11;

/** The width from which a block also has room for its size. */
const LEAST_SIZE = 60;

export class BlockMap {
    readonly element: HTMLElement;
    private readonly canvas = element("canvas");
    private readonly stage: HTMLElement;
    private readonly readout = element("p", { class: "readout", "aria-live": "polite" });
    private readonly flashes = new Map<number, number>();
    private heap: Heap | undefined;
    private chosen: number | undefined;
    private pointed: number | undefined;
    private drawn = "";

    // Of the last picture: to ask the browser for it amid drawing makes it lay out the page each time.
    private width = 0;

    constructor(private readonly owners: Owners, private readonly onChoose: (address: number) => void) {
        this.stage = element("div",
            { class: "blocks", tabindex: "0", role: "application", "aria-roledescription": "map",
                "aria-label": "The heap’s blocks, a page a row" }, this.canvas);
        this.element = element("div", {}, this.stage, this.readout);
        this.stage.addEventListener("pointermove", event => { this.point(this.blockAt(event)); });
        this.stage.addEventListener("pointerdown", event => { this.choose(this.blockAt(event)); });
        this.stage.addEventListener("pointerleave", () => { this.point(undefined); });
        this.stage.addEventListener("keydown", event => { this.press(event); });
        onThemeChange(() => { this.drawn = ""; });
    }

    /** Draws the blocks, and for a moment a frame around changed ones. */
    draw(heap: Heap, changes: readonly HeapChange[], chosen: number | undefined): void {
        const now = performance.now();
        this.heap = heap;
        this.chosen = chosen;
        this.width = this.stage.clientWidth;
        for (const change of changes) {
            this.flashes.set(change.address, now + FLASH_TIME);
        }

        for (const [address, end] of this.flashes) {
            if (end < now) {
                this.flashes.delete(address);
            }
        }

        const key = `${this.width} ${chosen} ${[...this.flashes.keys()].join()} `
            + heap.blocks.map(block => `${block.address}${block.state}${block.details?.allocatedBy}`).join();
        if (key !== this.drawn) {
            this.drawn = key;
            this.paint(heap);
        }

        this.tell();
    }

    private get labelWidth(): number {
        return this.width < NARROW ? 0 : LABEL_WIDTH;
    }

    private get pages(): number {
        return this.heap === undefined ? 1 : (this.heap.mappedEnd - this.heap.base) / PAGE_SIZE;
    }

    private get rowHeight(): number {
        const rows = this.pages * PAGE_SIZE / this.rowBytes;
        return Math.max(LEAST_ROW_HEIGHT,
            Math.min(MOST_ROW_HEIGHT, Math.floor(ROWS_HEIGHT / Math.max(1, rows)) - ROW_GAP));
    }

    private get rowBytes(): number {
        const { pages } = this;
        return PAGE_SIZE * 2 ** Math.max(0, Math.ceil(Math.log2(pages / MOST_ROWS)));
    }

    private paint(heap: Heap): void {
        const scale = devicePixelRatio;
        const { width } = this;
        const rows = Math.max(1, Math.ceil((heap.mappedEnd - heap.base) / this.rowBytes));
        this.canvas.width = width * scale;
        this.canvas.height = rows * (this.rowHeight + ROW_GAP) * scale;
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${rows * (this.rowHeight + ROW_GAP)}px`;
        const context = this.canvas.getContext("2d");
        if (context === null) {
            return;
        }

        context.setTransform(scale, 0, 0, scale, 0, 0);
        context.font = `11px ui-monospace, "DejaVu Sans Mono", monospace`;
        context.textBaseline = "middle";
        this.paintLabels(context, heap, rows);
        for (const block of heap.blocks) {
            this.paintBlock(context, heap, block);
        }
    }

    private paintLabels(context: CanvasRenderingContext2D, heap: Heap, rows: number): void {
        context.fillStyle = getComputedStyle(this.readout).color;
        for (let row = 0; row < rows && this.labelWidth > 0; row++) {
            context.fillText(virtual(heap.base + row * this.rowBytes), 0,
                row * (this.rowHeight + ROW_GAP) + this.rowHeight / 2 + 1);
        }

        if (heap.mappedEnd === heap.base) {
            context.fillText("nothing is mapped", this.labelWidth, this.rowHeight / 2 + 1);
        }
    }

    private paintBlock(context: CanvasRenderingContext2D, heap: Heap, block: HeapBlock): void {
        const owner = this.owners.of(block);
        const mark = this.flashes.has(block.address) ? palette().ink : block.address === this.chosen ? palette().accent
            : undefined;
        for (const [index, part] of this.parts(heap, block).entries()) {
            context.fillStyle = fillOf(block, owner?.shade ?? 0);
            context.fillRect(part.x, part.y, Math.max(1, part.width - (part.width > 3 ? 1 : 0)), this.rowHeight);
            if (index === 0 && part.width >= LEAST_LETTER) {
                context.fillStyle = block.state === "quarantined" || block.state === "damaged"
                    ? palette().paper : palette().ink;
                const letter = block.state === "allocated" ? owner?.letter ?? "" : block.state === "free" ? "·"
                    : block.state === "top" ? "" : "!";
                context.fillText(part.width >= LEAST_SIZE ? `${letter} ${block.size}` : letter, part.x + 3,
                    part.y + this.rowHeight / 2 + 1);
            }

            if (mark !== undefined) {
                context.strokeStyle = mark;
                context.lineWidth = 2;
                context.strokeRect(part.x + 1, part.y + 1, Math.max(1, part.width - 3), this.rowHeight - 2);
            }
        }
    }

    // The pieces of a block, one in each row.
    private parts(heap: Heap, block: HeapBlock): { x: number; y: number; width: number }[] {
        const perByte = (this.width - this.labelWidth) / this.rowBytes;
        const parts = [];
        for (let at = block.address - heap.base, end = at + block.size; at < end;) {
            const row = Math.floor(at / this.rowBytes);
            const stop = Math.min(end, (row + 1) * this.rowBytes);
            parts.push({ x: this.labelWidth + (at - row * this.rowBytes) * perByte, y: row * (this.rowHeight + ROW_GAP),
                width: (stop - at) * perByte });
            at = stop;
        }

        return parts;
    }

    private blockAt(event: PointerEvent): HeapBlock | undefined {
        const { heap } = this;
        if (heap === undefined) {
            return undefined;
        }

        const box = this.canvas.getBoundingClientRect();
        const row = Math.floor((event.clientY - box.top) / (this.rowHeight + ROW_GAP));
        const address = heap.base
            + (row + Math.max(0, event.clientX - box.left - this.labelWidth) / (box.width - this.labelWidth))
                * this.rowBytes;
        return heap.blocks.find(block => address >= block.address && address < block.address + block.size);
    }

    private find(address: number | undefined): HeapBlock | undefined {
        return this.heap?.blocks.find(block => block.address === address);
    }

    private choose(block: HeapBlock | undefined): void {
        if (block !== undefined) {
            this.chosen = block.address;
            this.onChoose(block.address);
            this.point(undefined);
        }
    }

    private point(block: HeapBlock | undefined): void {
        this.pointed = block?.address;
        this.tell();
    }

    // Describes the current state of the block in hand, or else of the chosen one.
    private tell(): void {
        const block = this.find(this.pointed) ?? this.find(this.chosen);
        const owner = block === undefined ? undefined : this.owners.of(block);
        const nothing = this.heap?.blocks.length === 0 ? "No page is mapped for the heap: the next kmalloc maps one."
            : "Choose a block, or walk with the arrow keys.";
        setText(this.readout,
            block === undefined
                ? nothing
                : `${virtual(block.address)}: ${block.state}, ${block.size} `
                    + `bytes${owner === undefined ? "" : `, allocated by ${owner.name}`}`);
    }

    private press(event: KeyboardEvent): void {
        const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1
            : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
        const blocks = this.heap?.blocks ?? [];
        if (step !== 0) {
            const index = blocks.findIndex(block => block.address === this.chosen);
            this.choose(blocks[Math.max(0, Math.min(blocks.length - 1, index + step))]);
            event.preventDefault();
        }
    }
}

function fillOf(block: HeapBlock, shade: number): string {
    const { kinds, shades, alarm } = palette();
    const fills: Readonly<Record<BlockState, string
        | undefined>> = { allocated: shades[shade], free: kinds.get("free"), top: kinds.get("none"), quarantined: alarm,
            damaged: alarm };
    return fills[block.state] ?? alarm;
}
