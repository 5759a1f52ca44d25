// The red banner: the kernel's counters disagree with its memory.

import { element } from "./dom";

const DISAGREE = "The kernel’s own figures and its page tables disagree.";

export class Alarm {
    readonly element = element("div", { class: "alarm", role: "alert", hidden: "" });
    private suspected = "";
    private shown = "";

    /** Shows disagreements that were there the last time as well, because a change may have been in progress. */
    show(sentences: readonly string[]): void {
        const now = sentences.join("\n");
        const confirmed = now === this.suspected ? now : "";
        this.suspected = now;
        this.set(DISAGREE, confirmed);
    }

    /** Shows a sentence for which no change in progress can be the reason. */
    showAtOnce(title: string, sentence: string): void {
        this.suspected = "";
        this.set(title, sentence);
    }

    private set(title: string, sentences: string): void {
        if (sentences !== this.shown) {
            this.shown = sentences;
            this.element.hidden = sentences === "";
            this.element.replaceChildren(title,
                element("ul", {}, ...sentences.split("\n").map(sentence => element("li", {}, sentence))));
        }
    }
}
