// The kernel's two faces: its VGA screen, and its serial line in a terminal to type in.

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { element } from "./dom";
import { Transcript } from "./transcript";

const FONT_SIZE = 13;

// With less, underscores disappear at small sizes.
const LINE_HEIGHT = 1.2;
const SHELL_COLUMNS = 80;

export class Console {
    readonly element: HTMLElement;
    readonly screen: HTMLElement;
    private readonly terminal = new Terminal({
        fontSize: FONT_SIZE,
        lineHeight: LINE_HEIGHT,
        fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
        cursorBlink: false,
        scrollback: 2000,
        screenReaderMode: true,
        theme: { background: "#101215", foreground: "#e8e6e1", cursor: "#54c7bc" },
    });
    private readonly fit = new FitAddon();
    private readonly place = element("div", { class: "place" });
    private readonly screenPart: HTMLElement;
    private said = new Transcript();

    constructor(onInput: (text: string) => void, private readonly onLeave: () => void) {
        // v86 writes text into the first element, and would draw graphics into the second.
        this.screen = element("div", { class: "screen" }, element("div"), element("canvas"));
        this.screenPart = element("section", { "aria-hidden": "true" }, element("h2", {}, "VGA screen"), this.screen);
        this.element = element("section", { class: "console", "aria-label": "The kernel’s console" }, this.screenPart, element("h2", {}, "Serial line — type here ", element("span", {}, "Tab completes a command, Escape leads out")), element("div", { class: "terminal" }, this.place));
        this.terminal.loadAddon(this.fit);
        this.terminal.onData(onInput);
        this.terminal.attachCustomKeyEventHandler(event => this.isForShell(event));
    }

    /** Call this when the element is in the page. */
    open(): void {
        this.terminal.open(this.place);
        new ResizeObserver(() => { this.resize(); }).observe(this.place);
        this.resize();
    }

    /** The kernel's serial output since the machine was switched on. */
    get transcript(): Transcript {
        return this.said;
    }

    showScreen(isShown: boolean): void {
        this.screenPart.hidden = !isShown;
    }

    write(byte: number): void {
        this.terminal.write(Uint8Array.of(byte));
        this.said.add(byte);
    }

    /** Forgets everything: another machine begins. */
    reset(): void {
        this.terminal.reset();
        this.said = new Transcript();
    }

    // Tab belongs to the shell, which completes commands. So that the focus isn't trapped, Shift+Tab goes back and
    // Escape goes on.
    private isForShell(event: KeyboardEvent): boolean {
        if (event.key === "Escape" && event.type === "keydown") {
            event.preventDefault();
            this.onLeave();
        }

        return event.key !== "Escape" && !(event.key === "Tab" && event.shiftKey);
    }

    // The shell doesn't ask for the terminal's width, so the terminal is as wide as usual lines need, if the letters
    // stay legible.
    private resize(): void {
        this.terminal.options.fontSize = Math.max(9, Math.min(FONT_SIZE, Math.floor(this.place.clientWidth / SHELL_COLUMNS / 0.602)));
        this.fit.fit();
    }
}
