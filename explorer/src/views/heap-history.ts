// Fragmentation and free memory over time: a point for each observed change of the heap.

import type { Heap } from "../guest/heap";
import { element, setText } from "../ui/dom";
import { counted } from "../ui/text";
import { palette } from "../ui/theme";

const POINTS = 240;
const HEIGHT = 110;
const AXIS = 34;

interface Point {
    readonly fragmentation: number;
    readonly used: number;
}

export class HeapHistory {
    readonly element: HTMLElement;
    private readonly canvas = element("canvas",
        { role: "img", "aria-label": "Fragmentation and used share of the heap over time" });
    private readonly caption = element("p", { class: "readout" });
    private points: Point[] = [];
    private changes = 0;
    private drawn = "";

    constructor() {
        this.element = element("div", { class: "history" }, this.canvas, this.caption);
    }

    /** Adds the heap's current state, if it changed. */
    add(heap: Heap, hasChanged: boolean): void {
        const mapped = heap.mappedEnd - heap.base;
        if (hasChanged || this.points.length === 0) {
            this.points = [...this.points,
                { fragmentation: heap.fragmentation,
                    used: mapped === 0 ? 0 : 100 * (mapped - heap.freeBytes) / mapped }].slice(-POINTS);
            this.changes++;
        }
    }

    /** Draws the points added since the last call. */
    draw(): void {
        const key = `${this.changes} ${this.element.clientWidth} ${palette().ink}`;
        if (key !== this.drawn) {
            this.drawn = key;
            this.paint();
        }
    }

    reset(): void {
        this.points = [];
        this.changes = 0;
    }

    private paint(): void {
        const width = Math.max(100, this.element.clientWidth);
        const scale = devicePixelRatio;
        this.canvas.width = width * scale;
        this.canvas.height = HEIGHT * scale;
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${HEIGHT}px`;
        const context = this.canvas.getContext("2d");
        const last = this.points.at(-1);
        if (context === null || last === undefined) {
            return;
        }

        context.setTransform(scale, 0, 0, scale, 0, 0);
        context.strokeStyle = palette().faint;
        context.fillStyle = getComputedStyle(this.caption).color;
        context.font = "10px ui-monospace, monospace";
        context.textBaseline = "middle";
        for (const share of [0, 50, 100]) {
            context.beginPath();
            context.moveTo(AXIS, height(share));
            context.lineTo(width, height(share));
            context.stroke();
            context.fillText(`${share} %`.padStart(5), 0, height(share));
        }

        this.line(context, width, point => point.used, palette().kinds.get("heap") ?? palette().ink, []);
        this.line(context, width, point => point.fragmentation, palette().accent, [4, 3]);
        setText(this.caption,
            `Solid: used, ${last.used.toFixed(0)}\u00a0% of what is mapped. Dashed: `
                + `fragmentation, ${last.fragmentation}\u00a0%. ${counted(this.changes - 1, "change")} seen.`);
    }

    private line(context: CanvasRenderingContext2D, width: number, value: (point: Point) => number, colour: string,
        dash: readonly number[]): void {
        context.strokeStyle = colour;
        context.lineWidth = 2;
        context.setLineDash([...dash]);
        context.beginPath();
        for (const [index, point] of this.points.entries()) {
            context.lineTo(AXIS + index / Math.max(1, this.points.length - 1) * (width - AXIS), height(value(point)));
        }

        context.stroke();
        context.setLineDash([]);
        context.lineWidth = 1;
    }
}

function height(share: number): number {
    return HEIGHT - 6 - share / 100 * (HEIGHT - 12);
}
