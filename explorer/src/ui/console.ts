// The kernel's two faces: its VGA screen, and its serial line in a terminal to type in.

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { element } from "./dom";
import { Transcript } from "./transcript";

const FONT_SIZE = 13;
const LEAST_FONT_SIZE = 10;

// With less, underscores disappear at small sizes.
const LINE_HEIGHT = 1.2;
const SHELL_COLUMNS = 80;
const LETTER_WIDTH = 0.602;
const SCROLL_BAR = 14;

export class Console {
    /** The serial line. */
    readonly line: HTMLElement;

    /** The VGA screen. */
    readonly screen: HTMLElement;

    /** Where v86 draws the screen. */
    readonly canvas: HTMLElement;
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
    private said = new Transcript();

    constructor(onInput: (text: string) => void, private readonly onLeave: () => void) {
        // v86 writes text into the first element, and would draw graphics into the second.
        this.canvas = element("div", { class: "screen", "aria-hidden": "true" }, element("div"), element("canvas"));
        this.screen = element("div", { class: "screen-place" }, this.canvas);
        this.line = element("div", { class: "terminal" }, this.place);
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

    focus(): void {
        this.terminal.focus();
    }

    /** The kernel's serial output since the machine was switched on. */
    get transcript(): Transcript {
        return this.said;
    }

    write(bytes: Uint8Array): void {
        this.terminal.write(bytes);
        for (const byte of bytes) {
            this.said.add(byte);
        }
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

    // Letters are as large as the shell's usual lines allow, as long as they stay legible.
    private resize(): void {
        const width = this.place.clientWidth - SCROLL_BAR;
        if (width > 0) {
            this.terminal.options.fontSize =
                Math.max(LEAST_FONT_SIZE, Math.min(FONT_SIZE, Math.floor(width / SHELL_COLUMNS / LETTER_WIDTH)));
            this.fit.fit();
        }
    }
}
