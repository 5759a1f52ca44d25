// A line about something that went wrong, and the way out. The page goes on as well as it can.

import { button, element, setText } from "./dom";

export class Failure {
    readonly element: HTMLElement;
    private readonly title = element("strong");
    private readonly text = element("span");
    private shown = "";

    constructor(onRestart: () => void) {
        this.element =
            element("section", { class: "failure", role: "alert", hidden: "" }, this.title, " ", this.text, " ",
                button("Start a new machine", { id: "restart-failed" }, onRestart));
    }

    /** Shows what went wrong; the empty text for nothing. */
    show(title: string, text: string): void {
        if (text !== this.shown) {
            this.shown = text;
            setText(this.title, title);
            setText(this.text, text);
            this.element.hidden = text === "";
        }
    }

    hide(): void {
        this.show("", "");
    }
}
