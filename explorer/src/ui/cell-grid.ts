// A canvas of equal cells, row by row, that draws only changes and can be explored with mouse, finger and keyboard.

import { element, setText } from "./dom";
import { onThemeChange } from "./theme";

export interface CellGridOptions {
    /** The contents in words, for screen readers. */
    readonly label: string;

    /** One cell in words. */
    readonly describe: (index: number) => string;
    readonly onSelect: (index: number) => void;

    /** Draws a cell into its square. */
    readonly paint: (context: CanvasRenderingContext2D, index: number, x: number, y: number, size: number) => void;
}

const MOST_PIXELS_A_CELL = 2;
const MOST_SIZE = 20;
const READOUT_HEIGHT = 32;
const KEYS: Readonly<Record<string, (columns: number) => number>> = {
    ArrowRight: () => 1,
    ArrowLeft: () => -1,
    ArrowDown: columns => columns,
    ArrowUp: columns => -columns,
    PageDown: columns => columns * 8,
    PageUp: columns => -columns * 8,
};

export class CellGrid {
    readonly element: HTMLElement;
    private readonly canvas = element("canvas");
    private readonly cursor = element("div", { class: "cell-cursor", hidden: "" });
    private readonly selection = element("div", { class: "cell-selection", hidden: "" });
    private readonly readout = element("p", { class: "readout", "aria-live": "polite" });
    private readonly stage: HTMLElement;
    private columns = 1;
    private count = 0;
    private size = 1;
    private scale = 1;
    private painted = new Float64Array();
    private stamps: ((index: number) => number) | undefined;
    private current = 0;
    private selected: number | undefined;

    constructor(private readonly options: CellGridOptions) {
        this.stage = element("div",
            { class: "cells", tabindex: "0", role: "application", "aria-roledescription": "map",
                "aria-label": options.label }, this.canvas, this.cursor, this.selection);
        this.element = element("div", { class: "cell-grid" }, this.stage, this.readout);
        this.stage.addEventListener("pointermove", event => { this.point(event, false); });
        this.stage.addEventListener("pointerdown", event => { this.point(event, true); });
        this.stage.addEventListener("pointerleave", () => { this.show(this.selected); });
        this.stage.addEventListener("keydown", event => { this.press(event); });
        onThemeChange(() => { this.invalidate(); });
    }

    /** The size of a cell, in CSS pixels. */
    get cellSize(): number {
        return this.size;
    }

    /**
     * The size of a cell with which the grid fits into the page's stage from where it stands, and into a width.
     * `least` when it doesn't: the stage scrolls then.
     */
    fittingSize(columns: number, rows: number, width: number, least: number): number {
        const stage = this.element.closest<HTMLElement>("main");
        const height = stage === null ? Infinity : stage.clientHeight - placeIn(stage, this.element) - READOUT_HEIGHT;
        const wide = Math.floor(width / columns);
        return Math.max(Math.min(wide, least), Math.min(MOST_SIZE, wide, Math.floor(height / rows)));
    }

    /** Sets the number and the layout of the cells. Cells are squares of a whole number of pixels, at least 1. */
    arrange(count: number, columns: number, size: number): void {
        const scale = Math.min(devicePixelRatio, MOST_PIXELS_A_CELL);
        if (count === this.count && columns === this.columns && size === this.size && scale === this.scale) {
            return;
        }

        Object.assign(this, { count, columns, size, scale });
        const rows = Math.ceil(count / columns);
        this.canvas.width = columns * size * scale;
        this.canvas.height = rows * size * scale;
        this.canvas.style.width = `${columns * size}px`;
        this.canvas.style.height = `${rows * size}px`;
        this.stage.style.width = this.canvas.style.width;
        this.painted = new Float64Array(count).fill(Number.NaN);
        this.current = Math.min(this.current, count - 1);
        this.select(this.selected !== undefined && this.selected < count ? this.selected : undefined);
        this.cursor.hidden = true;
    }

    /** Draws the cells whose stamp (a number that determines a cell's look) has changed. Returns their number. */
    draw(stamp: (index: number) => number): number {
        const context = this.canvas.getContext("2d");
        if (context === null) {
            return 0;
        }

        this.stamps = stamp;
        context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
        let changed = 0;
        for (let index = 0; index < this.count; index++) {
            const now = stamp(index);
            if (this.painted[index] !== now) {
                this.painted[index] = now;
                const x = index % this.columns * this.size;
                const y = Math.floor(index / this.columns) * this.size;
                context.clearRect(x, y, this.size, this.size);
                this.options.paint(context, index, x, y, this.size);
                changed++;
            }
        }

        return changed;
    }

    /** Marks a cell; undefined for none. */
    select(index: number | undefined): void {
        this.selected = index;
        this.place(this.selection, index);
        this.show(index);
    }

    /** Describes the cell in hand again, because it may have changed. */
    refreshReadout(): void {
        this.show(this.cursor.hidden ? this.selected : this.current);
    }

    private invalidate(): void {
        this.painted.fill(Number.NaN);
        if (this.stamps !== undefined) {
            this.draw(this.stamps);
        }
    }

    private point(event: PointerEvent, choose: boolean): void {
        const box = this.canvas.getBoundingClientRect();
        const column = Math.floor((event.clientX - box.left) / this.size);
        const index = Math.floor((event.clientY - box.top) / this.size) * this.columns + column;
        if (column < 0 || column >= this.columns || index < 0 || index >= this.count) {
            return;
        }

        this.current = index;
        this.show(index);
        this.place(this.cursor, index);
        if (choose) {
            this.options.onSelect(index);
        }
    }

    private press(event: KeyboardEvent): void {
        const step = KEYS[event.key];
        if (event.key === "Enter" || event.key === " ") {
            this.options.onSelect(this.current);
        } else if (event.key === "Home" || event.key === "End") {
            this.move(event.key === "Home" ? 0 : this.count - 1);
        } else if (step !== undefined) {
            this.move(this.current + step(this.columns));
        } else {
            return;
        }

        event.preventDefault();
    }

    private move(index: number): void {
        this.current = Math.max(0, Math.min(this.count - 1, index));
        this.place(this.cursor, this.current);
        this.cursor.scrollIntoView({ block: "nearest" });
        this.show(this.current);
    }

    private show(index: number | undefined): void {
        if (index === this.selected) {
            this.cursor.hidden = true;
        }

        setText(this.readout, index === undefined ? "" : this.options.describe(index));
    }

    private place(mark: HTMLElement, index: number | undefined): void {
        mark.hidden = index === undefined;
        if (index !== undefined) {
            mark.style.width = mark.style.height = `${this.size}px`;
            mark.style.transform =
                `translate(${index % this.columns * this.size}px, ${Math.floor(index / this.columns) * this.size}px)`;
        }
    }
}

// The distance from the start of a stage that scrolls.
function placeIn(stage: HTMLElement, part: HTMLElement): number {
    return part.getBoundingClientRect().top - stage.getBoundingClientRect().top + stage.scrollTop;
}
