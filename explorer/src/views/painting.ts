// The look of a cell in every picture: its kind's colour, its letter where there is room, and marks.

import { kindOf, type KindId } from "../ui/kinds";
import { palette } from "../ui/theme";

const LEAST_LETTER = 9;

export interface CellStyle {
    /** Paler: mapped but never used. */
    readonly faded?: boolean;

    /** A dot: written to. */
    readonly dot?: boolean;

    /** Its kind's letter. */
    readonly letter?: boolean;
}

/** Draws a cell with a gap of a pixel to the next, where cells are large enough for one. */
export function paintCell(context: CanvasRenderingContext2D, kind: KindId, x: number, y: number, size: number,
    style: CellStyle = {}): void {
    const colours = palette();
    const gap = size >= 5 ? 1 : 0;
    const inner = size - gap;
    context.globalAlpha = style.faded === true && kind !== "none" && kind !== "guard" ? 0.5 : 1;
    context.fillStyle = colours.kinds.get(kind) ?? colours.faint;
    context.fillRect(x, y, inner, inner);
    context.globalAlpha = 1;
    if (kind === "guard") {
        hatch(context, x, y, inner);
    }

    if (style.letter === true && size >= LEAST_LETTER) {
        paintLetter(context, kind, x, y, inner);
    } else if (style.dot === true && size >= 6) {
        context.fillStyle = colours.ink;
        context.fillRect(x + inner - 3, y + inner - 3, 2, 2);
    }
}

/** Draws a ring around a cell of interest. */
export function drawMark(context: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string): void {
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, size - 3, size - 3);
}

function paintLetter(context: CanvasRenderingContext2D, kind: KindId, x: number, y: number, size: number): void {
    context.fillStyle = palette().ink;
    context.font = `600 ${Math.min(14, Math.ceil(size * 0.85))}px ui-monospace, "DejaVu Sans Mono", monospace`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(kindOf(kind).letter, x + size / 2, y + size / 2 + 0.5);
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
    context.strokeStyle = palette().ink;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, y + size);
    context.lineTo(x + size, y);
    context.stroke();
}
