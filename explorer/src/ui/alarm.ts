// The red banner: the kernel's counters disagree with its memory.

import { element } from "./dom";

export class Alarm {
    readonly element = element("div", { class: "alarm", role: "alert", hidden: "" });
    private suspected = "";
    private shown = "";

    /** Shows disagreements that were there the last time as well, because a change may have been in progress. */
    show(sentences: readonly string[]): void {
        const now = sentences.join("\n");
        const confirmed = now === this.suspected ? now : "";
        this.suspected = now;
        if (confirmed !== this.shown) {
            this.shown = confirmed;
            this.element.hidden = confirmed === "";
            this.element.replaceChildren("The kernel’s own figures and its page tables disagree.", element("ul", {}, ...sentences.map(sentence => element("li", {}, sentence))));
        }
    }
}
