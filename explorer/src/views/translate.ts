// One address, translated: its bits split 10/10/12, and the walk from CR3 through directory and table to a frame, step
// by step.

import { describeFlags, frameAddress, isPagingOn, isPresent, walk, type Walk } from "../guest/paging";
import { walkRows } from "../guest/pte";
import type { Observation } from "../observation";
import { button, element, setText } from "../ui/dom";
import type { Try } from "../ui/start-card";
import { hex, physical, virtual } from "../ui/text";
import { askedAddress } from "./asked-address";
import { STARTING, type Links, type View } from "./view";
import { Station, stops, type Stop } from "./walk-stations";

const FIRST_ADDRESS = "0x000b8000";
const LAST_STEP = 4;
const STEP_TIME = 650;
const EXAMPLES = [["0xb8000", "VGA text"], ["0x100000", "kernel code"], ["kmalloc", "a symbol"],
    ["0xff803000", "the stack"], ["0xfffff000", "the directory itself"], ["0xc0000000", "nothing"]] as const;

export class TranslateView implements View {
    readonly id = "translate";
    readonly title = "Translate";
    readonly element: HTMLElement;
    readonly about = "How the processor finds the place of one address: its bits, cut in three, choose an entry of the "
        + "directory, an entry of a table, and a byte of a frame.";
    readonly tries: readonly Try[];
    private readonly input = element("input",
        { id: "address", name: "address", autocomplete: "off", spellcheck: "false", value: FIRST_ADDRESS,
            "aria-describedby": "address-error" });
    private readonly error = element("p", { id: "address-error", class: "error", role: "alert" });
    private readonly off = element("p", { class: "note", role: "status" }, STARTING);
    private readonly bits = element("div", { class: "split" });
    private readonly stations: readonly Station[];
    private readonly story = element("p", { class: "story", "aria-live": "polite" });
    private readonly rows = element("pre", { class: "rows", "aria-label": "What the shell’s pte says", tabindex: "0" });
    private readonly result: HTMLElement;
    private readonly reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
    private text = FIRST_ADDRESS;
    private step = LAST_STEP;
    private stepped = 0;
    private drawn = "";

    constructor(links: Links) {
        this.tries =
            ([["0xb8000", "walks to the screen’s text."], ["kmalloc", "walks to the code of a function."],
                ["0xc0000000", "ends early: nothing is there until it is mapped."]] as const).map(
                    ([address, shows]) => ({ command: `pte ${address}`, shows, turn: () => { this.ask(address); } }));
        this.stations = ["CR3", "Directory", "Table",
            "Frame"].map(title => new Station(title, frame => { links.showFrame(frame); }));
        const form = element("form", { class: "ask" }, element("label", { for: "address" }, "Address"), this.input,
            element("button", { type: "submit", class: "primary" }, "Walk"));
        form.addEventListener("submit", event => {
            event.preventDefault();
            this.ask(this.input.value);
        });
        const examples = EXAMPLES.flatMap(([address, name], index) =>
            [index === 0 ? "Try " : " · ", button(address, { class: "link" }, () => { this.ask(address); }),
                ` ${name}`]);
        this.result = element("div", { class: "view", hidden: "" }, this.bits,
            element("div", { class: "walk" }, ...this.stations.map(station => station.element)),
            element("div", { class: "beside halves" }, this.story,
                element("section", {}, element("h3", {}, "The same, as the shell’s pte prints it"), this.rows)));
        this.element = element("div", { class: "view translate" }, form, this.error,
            element("p", { class: "examples" }, ...examples), this.off, this.result);
    }

    /** Starts the walk of an address given as a number or a symbol. */
    ask(text: string): void {
        this.text = text;
        this.input.value = text;
        this.step = this.reducedMotion.matches ? LAST_STEP : 0;
        this.stepped = performance.now();
    }

    update(observation: Observation): void {
        const { memory, registers, symbols, image } = observation;
        const asked = askedAddress(this.text, name => symbols.address(name) ?? image.symbols.get(name));
        const isOn = isPagingOn(registers);
        setText(this.error, typeof asked === "string" ? asked : "");
        this.input.setAttribute("aria-invalid", String(typeof asked === "string"));
        setText(this.off, typeof asked === "string" || isOn
            ? "" : `Paging is off: ${hex(asked)} is a physical address already, and nothing is translated.`);
        this.off.hidden = this.off.textContent === "";
        this.result.hidden = typeof asked === "string" || !isOn;
        if (typeof asked === "number" && isOn) {
            this.advance();
            const taken = walk(memory, registers.cr3, asked);
            this.draw(taken, stops(memory, taken), walkRows(taken, observation.regions).join("\n"));
        }
    }

    private advance(): void {
        const now = performance.now();
        if (this.step < LAST_STEP && now - this.stepped > STEP_TIME) {
            this.step++;
            this.stepped = now;
        }
    }

    private draw(taken: Walk, stopped: readonly Stop[], rows: string): void {
        const key = `${this.step} ${rows} ${JSON.stringify(stopped)}`;
        if (key === this.drawn) {
            return;
        }

        this.drawn = key;
        this.drawBits(taken);
        for (const [index, station] of this.stations.entries()) {
            station.show(this.step >= index, stopped[index] ?? { place: "", lines: [] });
        }

        setText(this.rows, rows);
        setText(this.story, tell(taken, this.step));
    }

    private drawBits(taken: Walk): void {
        const binary = taken.address.toString(2).padStart(32, "0");
        const parts = [
            [binary.slice(0, 10), "directory index", `${taken.directoryIndex}`, 1],
            [binary.slice(10, 20), "table index", `${taken.tableIndex}`, 2],
            [binary.slice(20), "offset in the page", hex(taken.offset, 3), 3],
        ] as const;
        this.bits.replaceChildren(element("span", { class: "whole" }, virtual(taken.address)),
            ...parts.map(([digits, name, value, step]) =>
                element("span", { class: `part part-${step}${this.step >= step ? " lit" : ""}` },
                    element("code", {}, digits),
                    element("span", { class: "name" }, `${name} `, element("b", {}, value)))));
    }
}

function tell(taken: Walk, step: number): string {
    const start = "CR3 says where the directory lies.";
    const directory =
        `The first 10 bits choose directory entry ${taken.directoryIndex}: ${describeFlags(taken.directoryEntry)}`;
    if (!isPresent(taken.directoryEntry)) {
        return step < 1 ? start : `${directory}. The walk ends here: a page fault.`;
    }

    const table = `The next 10 bits choose table entry ${taken.tableIndex}: ${describeFlags(taken.tableEntry ?? 0)}`;
    const last = taken.physical === undefined
        ? `${table}. The walk ends here: a page fault.`
        : `The last 12 bits, ${hex(taken.offset, 3)}, are the place in the frame: ${physical(taken.physical)}.`;
    return [start, `${directory}. The table lies in frame ${physical(frameAddress(taken.directoryEntry))}.`,
        taken.physical === undefined
            ? last : `${table}. The page lies in frame ${physical(taken.physical - taken.offset)}.`][step] ?? last;
}
