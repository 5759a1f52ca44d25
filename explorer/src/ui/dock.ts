// The lower part of the page: the kernel's screen or its serial line, and beside it the guide. A narrow page has room
// for one of the three.

import { button, element, setText } from "./dom";

export type Pane = "line" | "screen" | "guide";

const PANES: readonly (readonly [pane: Pane, name: string])[] = [["line", "Serial line"], ["screen", "Screen"],
    ["guide", "Guide"]];

/** As in page.css. */
const NARROW = "(max-width: 900px)";

export class Dock {
    readonly element: HTMLElement;
    private readonly panes: ReadonlyMap<Pane, HTMLElement>;
    private readonly tabs: ReadonlyMap<Pane, HTMLButtonElement>;
    private readonly taller: HTMLButtonElement;
    private readonly note = element("p", { class: "dock-note", role: "status", hidden: "" });
    private shown: Pane = "line";

    constructor(line: HTMLElement, screen: HTMLElement, guide: HTMLElement) {
        const pane = (id: Pane, content: HTMLElement): [Pane, HTMLElement] =>
            [id,
                element("section",
                    { class: `pane pane-${id}`, id: `pane-${id}`, role: "tabpanel", "aria-labelledby": `dock-${id}` },
                    content)];
        this.panes = new Map([pane("line", line), pane("screen", screen), pane("guide", guide)]);
        this.tabs = new Map(PANES.map(([id, name]) =>
            [id, button(name, { role: "tab", id: `dock-${id}`, "aria-controls": `pane-${id}` },
                () => { this.show(id); })]));
        this.taller = button("Taller", { id: "taller", "aria-pressed": "false" },
            () => { this.setTall(this.taller.getAttribute("aria-pressed") === "false"); });
        const list = element("div", { class: "tabs", role: "tablist", "aria-label": "The kernel’s console" },
            ...this.tabs.values());
        list.addEventListener("keydown", event => { this.press(event); });
        this.element = element("section", { class: "dock", "aria-label": "Console and guide" },
            element("div", { class: "dock-head" }, list,
                element("span", { class: "hint" }, "Tab completes a command, Esc leaves"), this.taller),
            this.note, ...this.panes.values());
        this.mark();

        this.makeRoomForGuide();
    }

    /** Shows the guide where there is room for one pane only. */
    makeRoomForGuide(): void {
        if (matchMedia(NARROW).matches) {
            this.show("guide");
        }
    }

    /** Shows the screen or the serial line, or in a narrow page the guide instead. */
    show(pane: Pane): void {
        this.shown = pane;
        this.setTall(pane === "screen");
        this.mark();
    }

    /** Without the firmware there is no screen. */
    allowScreen(isAllowed: boolean): void {
        this.tabs.get("screen")?.toggleAttribute("hidden", !isAllowed);
        if (!isAllowed && this.shown === "screen") {
            this.show("line");
        }
    }

    /** Says what keeps the kernel from hearing what is typed; nothing for nothing. */
    tell(text: string): void {
        setText(this.note, text);
        this.note.hidden = text === "";
    }

    private setTall(isTall: boolean): void {
        this.taller.setAttribute("aria-pressed", String(isTall));
        setText(this.taller, isTall ? "Lower" : "Taller");
        document.documentElement.dataset.dock = isTall ? "tall" : "low";
    }

    private mark(): void {
        this.element.dataset.pane = this.shown;
        for (const [id, tab] of this.tabs) {
            tab.setAttribute("aria-selected", String(id === this.shown));
            tab.setAttribute("tabindex", id === this.shown ? "0" : "-1");
        }
    }

    private press(event: KeyboardEvent): void {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        const seen = PANES.map(([id]) => id).filter(id => this.tabs.get(id)?.checkVisibility() === true);
        const next = seen[(seen.indexOf(this.shown) + step + seen.length) % seen.length];
        if (step !== 0 && next !== undefined) {
            this.show(next);
            this.tabs.get(next)?.focus();
            event.preventDefault();
        }
    }
}
