// The four places that a walk visits, as columns: CR3, directory, table, frame.

import { contents } from "../guest/contents";
import { ENTRIES, PAGE_SIZE } from "../guest/layout";
import { readWord, type GuestMemory } from "../guest/memory";
import { frameAddress, isPresent, type Walk } from "../guest/paging";
import { button, element, setText } from "../ui/dom";
import { hex, physical } from "../ui/text";

const NEIGHBOURS = 2;

interface Line {
    readonly label: string;
    readonly value: string;
    readonly chosen: boolean;
}

/** The contents of a column. */
export interface Stop {
    readonly place: string;
    readonly lines: readonly Line[];

    /** The frame to show from here. */
    readonly frame?: number;
}

/** The current stops of a walk: CR3, directory, table, frame. */
export function stops(memory: GuestMemory, taken: Walk): readonly [Stop, Stop, Stop, Stop] {
    const table = frameAddress(taken.directoryEntry);
    return [
        { place: "a register of the processor",
            lines: [{ label: "", value: physical(taken.directory), chosen: true }] },
        { place: `at ${physical(taken.directory)}`,
            lines: entriesAround(memory, taken.directory, taken.directoryIndex) },
        isPresent(taken.directoryEntry)
            ? { place: `at ${physical(table)}`, lines: entriesAround(memory, table, taken.tableIndex) }
            : { place: "there is none", lines: [] },
        taken.physical === undefined ? { place: "page fault", lines: [] } : {
            place: `at ${physical(taken.physical - taken.offset)}`,
            lines: [
                { label: `+${hex(taken.offset, 3)}`, value: physical(taken.physical), chosen: true },
                { label: "holds", value: contents(memory, taken.physical), chosen: false },
            ],
            frame: Math.floor(taken.physical / PAGE_SIZE),
        },
    ];
}

function entriesAround(memory: GuestMemory, table: number, index: number): Line[] {
    const first = Math.max(0, Math.min(ENTRIES - 1 - 2 * NEIGHBOURS, index - NEIGHBOURS));
    return Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, offset) => ({
        label: `${first + offset}`,
        value: hex(readWord(memory, table + (first + offset) * 4)),
        chosen: first + offset === index,
    }));
}

/** A column. */
export class Station {
    readonly element: HTMLElement;
    private readonly place = element("p", { class: "place" });
    private readonly lines = element("div", { class: "lines" });
    private readonly more: HTMLButtonElement;
    private frame = 0;

    constructor(title: string, onShowFrame: (frame: number) => void) {
        this.more = button("see this frame", { class: "link", hidden: "" }, () => { onShowFrame(this.frame); });
        this.element =
            element("section", { class: "station" }, element("h3", {}, title), this.place, this.lines, this.more);
    }

    show(isLit: boolean, { place, lines, frame }: Stop): void {
        this.element.classList.toggle("lit", isLit);
        setText(this.place, place);
        this.lines.replaceChildren(
            ...lines.map(line =>
                element("p", { class: line.chosen ? "chosen" : undefined }, element("span", {}, line.label),
                    element("code", {}, line.value))));
        this.frame = frame ?? 0;
        this.more.hidden = frame === undefined;
    }
}
