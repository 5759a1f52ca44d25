// An entry's 32 bits, drawn as in the processor's manual (Intel SDM volume 3, figure 4-4). Pointing at a field shows
// its meaning.

import { ENTRY_FIELDS, fieldValue, isPresent, type EntryField } from "../guest/paging";
import { element, setText } from "./dom";
import { hex } from "./text";

export class EntryFigure {
    readonly element: HTMLElement;
    private readonly values: readonly HTMLElement[];
    private readonly meaning = element("p", { class: "meaning", "aria-live": "polite" });
    private shown: EntryField | undefined;
    private entry = 0;

    constructor(label: string) {
        this.values = ENTRY_FIELDS.map(() => element("span", { class: "value" }));
        const fields = ENTRY_FIELDS.map((field, index) => this.makeField(field, this.values[index] ?? element("span")));
        this.element = element("figure", { class: "entry-figure", "aria-label": label },
            element("div", { class: "bits" }, ...fields), this.meaning);
        this.explain(undefined);
    }

    show(entry: number): void {
        this.entry = entry;
        this.element.classList.toggle("absent", !isPresent(entry));
        for (const [index, field] of ENTRY_FIELDS.entries()) {
            const value = fieldValue(entry, field);
            const target = this.values[index];
            if (target !== undefined) {
                setText(target, field.high - field.low > 10
                    ? hex(value, 5) : value.toString(2).padStart(field.high - field.low + 1, "0"));
                target.parentElement?.classList.toggle("set", value !== 0);
            }
        }

        this.explain(this.shown);
    }

    private makeField(field: EntryField, value: HTMLElement): HTMLElement {
        const numbers = field.high === field.low ? `${field.low}` : `${field.high}–${field.low}`;
        const made = element("button", { type: "button", class: field.high - field.low > 10 ? "field frame" : "field" },
            element("span", { class: "unseen" }, "bit "),
            element("span", { class: "numbers" }, numbers), value, element("span", { class: "short" }, field.short),
            element("span", { class: "unseen" }, field.name));
        const explain = (): void => { this.explain(field); };
        made.addEventListener("pointerenter", explain);
        made.addEventListener("focus", explain);
        made.addEventListener("click", explain);
        return made;
    }

    private explain(field: EntryField | undefined): void {
        this.shown = field;
        const isIgnored = !isPresent(this.entry) && field?.low !== 0;
        setText(this.meaning, field === undefined
            ? "Point at a field to see what it means."
            : `${field.name}: ${field.meaning}${isIgnored ? " (Ignored here, as the entry isn’t present.)" : ""}`);
    }
}
