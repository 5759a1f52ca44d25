// The last fault: the kernel's report beside the source line, and the address in the address space.

import { describePlace, describeEntry } from "../guest/pte";
import { isPagingOn, walk } from "../guest/paging";
import type { FaultEssentials } from "../guest/snapshot";
import { Sources } from "../machine/sources";
import type { Observation } from "../observation";
import { button, element, facts, setText } from "../ui/dom";
import { commandButton, type Try } from "../ui/start-card";
import { hex, lastReport, virtual } from "../ui/text";
import { vectorName } from "./event-text";
import { STARTING, type Links, type View } from "./view";

const PAGE_FAULT = 14;
const DOUBLE_FAULT = 8;
const AROUND = 4;

const ERROR_BITS = [["not present", "protection"], ["read or fetch", "write"], ["kernel", "user"]] as const;

export class FaultView implements View {
    readonly id = "fault";
    readonly title = "Fault";
    readonly element: HTMLElement;
    readonly about = "The last fault: the instruction and the line of source that the processor refused to carry out, "
        + "the table entries that forbade it, and the kernel’s own report.";
    readonly tries: readonly Try[] = [
        { command: "fault null", shows: "writes through a null pointer." },
        { command: "fault stack", shows: "calls itself until the stack runs into its guard page." },
        { command: "fault heap", shows: "reads behind the end of the heap." },
    ];
    private readonly summary = element("p", { class: "summary" }, STARTING);
    private readonly nothing: HTMLElement;
    private readonly essentials = element("div");
    private readonly source = element("pre",
        { class: "source", tabindex: "0", "aria-label": "The source line that faulted" });
    private readonly report = element("pre", { class: "rows", tabindex: "0", "aria-label": "The kernel’s report" });
    private readonly parts: HTMLElement;
    private readonly sources = new Sources();
    private shown = "";

    constructor(private readonly links: Links, private readonly consoleText: () => string) {
        const run = (command: string): void => { links.run(command); };
        this.nothing = element("p", { class: "readout", hidden: "" }, "No fault since boot. Cause one: ",
            ...this.tries.map(({ command }) => commandButton(command, run)));
        this.parts = element("div", { class: "beside halves", hidden: "" },
            element("div", { class: "side" }, this.essentials, element("h3", {}, "Where"), this.source),
            element("div", { class: "side" }, element("h3", {}, "What the kernel says"), this.report));
        this.element = element("div", { class: "view fault" }, this.summary, this.nothing, this.parts);
    }

    /** A fault's address; undefined if it has none. */
    static addressOf(fault: FaultEssentials): number | undefined {
        return fault.count > 0 && (fault.vector === PAGE_FAULT || fault.vector === DOUBLE_FAULT)
            ? fault.address : undefined;
    }

    update(observation: Observation): void {
        const { fault } = observation.snapshot;
        this.parts.hidden = fault.count === 0;
        this.nothing.hidden = fault.count > 0;
        setText(this.summary, fault.count === 0
            ? "The command help fault says which others there are."
            : `Fault ${fault.count} since boot: ${vectorName(fault.vector)}`);
        if (fault.count === 0) {
            this.shown = "";
            return;
        }

        setText(this.report, lastReport(this.consoleText()));
        const key = `${fault.count} ${fault.instruction} ${fault.address}`;
        if (key !== this.shown) {
            this.shown = key;
            this.essentials.replaceChildren(this.describe(observation, fault));
            void this.showSource(observation, fault.instruction);
        }
    }

    private describe(observation: Observation, fault: FaultEssentials): HTMLElement {
        const { symbols, memory, registers } = observation;
        const address = FaultView.addressOf(fault);
        const taken = address === undefined || !isPagingOn(registers)
            ? undefined : walk(memory, registers.cr3, address);
        return facts([
            ["Instruction",
                `${hex(fault.instruction)}, ${symbols.find(fault.instruction)?.name ?? "no function of the kernel"}`],
            ...(address === undefined ? [] : [
                ["Address",
                    button(virtual(address), { class: "link" }, () => { this.links.showAddress(address); })] as const,
                ["Lies", describePlace(address, observation.regions)] as const,
            ]),
            ...(fault.vector === PAGE_FAULT
                ? [["Error code", `${hex(fault.errorCode)}: `
                    + ERROR_BITS.map((words, bit) => words[fault.errorCode >>> bit & 1 ? 1 : 0]).join(", ")] as const]
                : []),
            ...(taken === undefined ? [] : [
                ["Directory entry", describeEntry(taken.directoryEntry)] as const,
                ["Table entry", taken.tableEntry === undefined ? "no table" : describeEntry(taken.tableEntry)] as const,
            ]),
        ]);
    }

    private async showSource(observation: Observation, instruction: number): Promise<void> {
        const place = observation.symbols.line(instruction);
        if (place === undefined) {
            setText(this.source, "The instruction belongs to no line of C#.");
            return;
        }

        const lines = await this.sources.lines(place.file);
        if (lines === undefined) {
            setText(this.source, `${place.file}:${place.line}`);
            return;
        }

        const first = Math.max(1, place.line - AROUND);
        this.source.replaceChildren(element("span", { class: "file" }, `${place.file}:${place.line}`),
            ...lines.slice(first - 1, place.line + AROUND).map((line, index) =>
                element("span", { class: first + index === place.line ? "culprit" : undefined },
                    `${first + index === place.line ? "▶" : " "} ${String(first + index).padStart(4)}  ${line}`)));
    }
}
