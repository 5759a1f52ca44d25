// The time line of events: a lane for each group, newest at the right.

import { EVENT_GROUPS, type EventGroup } from "../guest/events";
import { element } from "../ui/dom";
import type { KindId } from "../ui/kinds";
import { palette } from "../ui/theme";
import type { NotedEvent } from "./event-text";

const LANE = 14;
const STEP = 6;
const LABEL = 66;

const COLOURS: Readonly<Record<EventGroup, KindId
    | "alarm">> = { allocate: "heap", free: "free", map: "table", unmap: "directory", command: "code", fault: "alarm" };

export class TimeLine {
    readonly element: HTMLElement;
    private readonly canvas = element("canvas",
        { role: "img", "aria-label": "Time line of events, a lane for each kind" });
    private drawn = "";

    constructor() {
        this.element = element("div", { class: "time-line" }, this.canvas);
    }

    draw(events: readonly NotedEvent[]): void {
        const width = this.element.clientWidth;
        const key = `${width} ${events.length} ${events.at(-1)?.event.number} ${palette().ink}`;
        if (key === this.drawn) {
            return;
        }

        this.drawn = key;
        const scale = devicePixelRatio;
        const height = EVENT_GROUPS.length * LANE;
        this.canvas.width = width * scale;
        this.canvas.height = height * scale;
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${height}px`;
        const context = this.canvas.getContext("2d");
        if (context !== null) {
            context.setTransform(scale, 0, 0, scale, 0, 0);
            paintLanes(context, width);
            paintEvents(context, events.slice(-Math.floor((width - LABEL) / STEP)));
        }
    }
}

function paintLanes(context: CanvasRenderingContext2D, width: number): void {
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (const [lane, group] of EVENT_GROUPS.entries()) {
        context.fillStyle = palette().ink;
        context.fillText(group, 0, lane * LANE + LANE / 2);
        context.fillStyle = palette().faint;
        context.fillRect(LABEL, lane * LANE + LANE / 2, width - LABEL, 1);
    }
}

function paintEvents(context: CanvasRenderingContext2D, events: readonly NotedEvent[]): void {
    for (const [index, noted] of events.entries()) {
        const colour = COLOURS[noted.group];
        context.fillStyle = colour === "alarm" ? palette().alarm : palette().kinds.get(colour) ?? palette().ink;
        context.fillRect(LABEL + index * STEP, EVENT_GROUPS.indexOf(noted.group) * LANE + 2, STEP - 1, LANE - 4);
        context.strokeStyle = palette().ink;
        context.lineWidth = 0.5;
        context.strokeRect(LABEL + index * STEP + 0.5, EVENT_GROUPS.indexOf(noted.group) * LANE + 2.5, STEP - 2,
            LANE - 5);
    }
}
