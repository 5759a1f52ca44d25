// One address, translated: its bits split 10/10/12, and the walk from CR3 through directory and table to a frame, step by step.

import { ENTRIES } from "../guest/layout";
import { readWord } from "../guest/memory";
import { describeFlags, frameAddress, isPagingOn, isPresent, walk, type Walk } from "../guest/paging";
import { walkRows } from "../guest/pte";
import type { Observation } from "../observation";
import { button, element, setText } from "../ui/dom";
import { hex, parseAddress, physical, virtual } from "../ui/text";
import type { Links, View } from "./view";

const NEIGHBOURS = 2;
const FIRST_ADDRESS = "0x000b8000";
const LAST_STEP = 4;
const STEP_TIME = 650;

export class TranslateView implements View {
    readonly id = "translate";
    readonly title = "Translate";
    readonly element: HTMLElement;
    private readonly input = element("input", { id: "address", name: "address", autocomplete: "off", spellcheck: "false", value: FIRST_ADDRESS, "aria-describedby": "address-error" });
    private readonly error = element("p", { id: "address-error", class: "error", role: "alert" });
    private readonly bits = element("div", { class: "split" });
    private readonly stations: readonly Station[];
    private readonly story = element("p", { class: "story", "aria-live": "polite" });
    private readonly rows = element("pre", { class: "rows", "aria-label": "What the shell’s pte says", tabindex: "0" });
    private readonly reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
    private text = FIRST_ADDRESS;
    private step = LAST_STEP;
    private stepped = 0;
    private drawn = "";

    constructor(private readonly links: Links) {
        this.stations = [new Station("CR3"), new Station("Directory"), new Station("Table"), new Station("Frame")];
        const form = element("form", { class: "ask" }, element("label", { for: "address" }, "Address"), this.input, element("button", { type: "submit", class: "primary" }, "Walk"));
        form.addEventListener("submit", event => {
            event.preventDefault();
            this.ask(this.input.value);
        });
        const examples = [["0xb8000", "VGA text"], ["0x100000", "kernel code"], ["kmalloc", "a symbol"], ["0xff803000", "the stack"], ["0xfffff000", "the directory itself"], ["0xc0000000", "nothing"]] as const;
        this.element = element("div", { class: "view translate" },
            form, this.error,
            element("p", { class: "examples" }, "Try ", ...examples.flatMap(([address, name]) => [button(address, { class: "link", title: name }, () => { this.ask(address); }), ` ${name} · `]).slice(0, -1), ` ${examples[5][1]}`),
            this.bits,
            element("div", { class: "walk" }, ...this.stations.map(station => station.element)),
            this.story,
            element("h3", {}, "The same, as the shell’s pte prints it"), this.rows);
    }

    /** Starts the walk of an address given as a number or a symbol. */
    ask(text: string): void {
        this.text = text;
        this.input.value = text;
        this.step = this.reducedMotion.matches ? LAST_STEP : 0;
        this.stepped = performance.now();
        this.drawn = "";
    }

    update(observation: Observation): void {
        const address = parseAddress(this.text) ?? observation.symbols.address(this.text.trim()) ?? observation.image.symbols.get(this.text.trim());
        if (address === undefined) {
            setText(this.error, `“${this.text}” is neither an address of 32 bits (0x… or decimal) nor a symbol of the kernel.`);
            return;
        }

        setText(this.error, isPagingOn(observation.registers) ? "" : `Paging is off: ${hex(address)} is a physical address already, and nothing is translated.`);
        if (!isPagingOn(observation.registers)) {
            return;
        }

        this.advance();
        const taken = walk(observation.memory, observation.registers.cr3, address);
        const rows = walkRows(taken, observation.regions).join("\n");
        const key = `${this.step} ${rows} ${taken.directory}`;
        if (key !== this.drawn) {
            this.drawn = key;
            this.drawBits(taken);
            this.drawStations(observation, taken);
            setText(this.rows, rows);
            setText(this.story, tell(taken, this.step));
        }
    }

    private advance(): void {
        const now = performance.now();
        if (this.step < LAST_STEP && now - this.stepped > STEP_TIME) {
            this.step++;
            this.stepped = now;
        }
    }

    private drawBits(taken: Walk): void {
        const binary = taken.address.toString(2).padStart(32, "0");
        const parts = [
            [binary.slice(0, 10), "directory index", `${taken.directoryIndex}`, 1],
            [binary.slice(10, 20), "table index", `${taken.tableIndex}`, 2],
            [binary.slice(20), "offset in the page", hex(taken.offset, 3), 3],
        ] as const;
        this.bits.replaceChildren(element("span", { class: "whole" }, virtual(taken.address)), ...parts.map(([digits, name, value, step]) =>
            element("span", { class: `part part-${step}${this.step >= step ? " lit" : ""}` }, element("code", {}, digits), element("span", { class: "name" }, `${name} `, element("b", {}, value)))));
    }

    private drawStations(observation: Observation, taken: Walk): void {
        const [register, directory, table, frame] = this.stations as readonly [Station, Station, Station, Station];
        register.show(this.step >= 0, "a register of the processor", [{ label: "", value: physical(taken.directory), chosen: true }]);
        directory.show(this.step >= 1, `at ${physical(taken.directory)}`, entriesAround(observation, taken.directory, taken.directoryIndex));
        const hasTable = isPresent(taken.directoryEntry);
        const tableAt = frameAddress(taken.directoryEntry);
        table.show(this.step >= 2, hasTable ? `at ${physical(tableAt)}` : "there is none", hasTable ? entriesAround(observation, tableAt, taken.tableIndex) : []);
        frame.show(this.step >= 3, taken.physical === undefined ? "page fault" : `at ${physical(taken.physical - taken.offset)}`, taken.physical === undefined ? [] : [
            { label: `+${hex(taken.offset, 3)}`, value: physical(taken.physical), chosen: true },
            { label: "holds", value: hex(readWord(observation.memory, taken.physical)), chosen: false },
        ], taken.physical === undefined ? undefined : () => { this.links.showFrame(Math.floor((taken.physical ?? 0) / 4096)); });
    }
}

interface Line {
    readonly label: string;
    readonly value: string;
    readonly chosen: boolean;
}

/** A column of the walk. */
class Station {
    readonly element: HTMLElement;
    private readonly place = element("p", { class: "place" });
    private readonly lines = element("div", { class: "lines" });
    private readonly more = element("p");

    constructor(title: string) {
        this.element = element("section", { class: "station" }, element("h3", {}, title), this.place, this.lines, this.more);
    }

    show(isLit: boolean, place: string, lines: readonly Line[], onShow?: () => void): void {
        this.element.classList.toggle("lit", isLit);
        setText(this.place, place);
        this.lines.replaceChildren(...lines.map(line => element("p", { class: line.chosen ? "chosen" : undefined }, element("span", {}, line.label), element("code", {}, line.value))));
        this.more.replaceChildren(...(onShow === undefined ? [] : [button("see this frame", { class: "link" }, onShow)]));
    }
}

function entriesAround(observation: Observation, table: number, index: number): Line[] {
    const first = Math.max(0, Math.min(ENTRIES - 1 - 2 * NEIGHBOURS, index - NEIGHBOURS));
    return Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, offset) => ({
        label: `${first + offset}`,
        value: hex(readWord(observation.memory, table + (first + offset) * 4)),
        chosen: first + offset === index,
    }));
}

function tell(taken: Walk, step: number): string {
    const directory = `The upper 10 bits choose directory entry ${taken.directoryIndex}, ${describeFlags(taken.directoryEntry)}.`;
    if (!isPresent(taken.directoryEntry)) {
        return step < 1 ? "CR3 says where the directory lies." : `${directory} The walk ends here: a page fault.`;
    }

    const table = `The next 10 bits choose table entry ${taken.tableIndex}, ${describeFlags(taken.tableEntry ?? 0)}.`;
    const last = taken.physical === undefined
        ? "The walk ends here: a page fault."
        : `The last 12 bits, ${hex(taken.offset, 3)}, are the place in the frame: ${physical(taken.physical)}.`;
    return ["CR3 says where the directory lies.", directory, table, last, last][step] ?? last;
}
