// The bar at the top: the machine's state, and the buttons that control it.

import { button, element, setText } from "./dom";
import { toggleTheme } from "./theme";

const MEMORY_CHOICES = [16, 32, 64, 128, 256, 512, 1024];
const USUAL_MEMORY = 64;
const MEBIBYTE = 2 ** 20;

export interface BarOptions {
    readonly onPause: () => void;
    readonly onRestart: () => void;
    readonly onTour: () => void;
}

export class Bar {
    readonly element: HTMLElement;
    private readonly state = element("span", { class: "state" }, "starting");
    private readonly pause: HTMLButtonElement;
    private readonly choice = element("select", { id: "memory" });
    private readonly tour: HTMLButtonElement;

    constructor(options: BarOptions) {
        this.pause = button("Pause", { id: "pause" }, options.onPause);
        this.tour = button("Guided tour", { id: "tour", class: "primary" }, options.onTour);
        this.choice.append(...MEMORY_CHOICES.map(size => element("option", { value: String(size), selected: size === USUAL_MEMORY ? "" : undefined }, `${size} MiB`)));
        this.choice.addEventListener("change", options.onRestart);
        this.element = element("header", { class: "bar" },
            element("h1", {}, "OS/mosis ", element("span", {}, "memory explorer")), this.state,
            element("label", { for: "memory" }, "Memory ", this.choice),
            this.tour, this.pause, button("Restart", { id: "restart" }, options.onRestart), button("Light / dark", { id: "theme" }, toggleTheme));
    }

    /** Bytes of memory for the next machine. */
    get memory(): number {
        return Number(this.choice.value) * MEBIBYTE;
    }

    /** Moves the focus to the button that begins the tour. */
    focusTour(): void {
        this.tour.focus();
    }

    show(isRunning: boolean, isWaiting: boolean, instructions: number): void {
        setText(this.state, `${!isRunning ? "paused" : isWaiting ? "stopped at an event" : "running"} · ${(instructions / 1e6).toFixed(1)} M instructions`);
        this.state.classList.toggle("running", isRunning && !isWaiting);
        setText(this.pause, isRunning ? "Pause" : "Go on");
    }
}
