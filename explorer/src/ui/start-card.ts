// What one sees in the shown view, and three things to try, each of which types a command.

import { button, element, setText } from "./dom";

/** Something to try. */
export interface Try {
    readonly command: string;

    /** What will be seen. */
    readonly shows: string;

    /** Turns the page to it. */
    readonly turn?: () => void;
}

/** A button that types a command into the shell. */
export function commandButton(command: string, onRun: (command: string) => void): HTMLButtonElement {
    return button(command, { class: "command", title: `Types ${command} into the shell` }, () => { onRun(command); });
}

export class StartCard {
    readonly element: HTMLElement;
    private readonly about = element("p");
    private readonly tries = element("ul", { class: "tries" });

    constructor(private readonly onRun: (command: string) => void, onTour: () => void) {
        this.element = element("section", { class: "start-card", "aria-labelledby": "start-title" },
            element("h2", { id: "start-title" }, "What you see"), this.about, this.tries,
            element("p", { class: "more" }, button("Take the guided tour", { class: "link" }, onTour), " · ",
                element("a", { href: "licences.txt" }, "Licences")));
    }

    show(about: string, tries: readonly Try[]): void {
        setText(this.about, about);
        this.tries.replaceChildren(
            ...tries.map(({ command, shows, turn }) => element("li", {}, commandButton(command, () => {
                turn?.();
                this.onRun(command);
            }), ` ${shows}`)));
    }
}
