// The bar at the top: the machine's state, and the buttons that control it.

import { button, element, setText } from "./dom";
import { toggleTheme } from "./theme";
import { isOver, STATUS_TEXT, type Status } from "../status";

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
    private readonly state = element("span", { class: "state" }, STATUS_TEXT.starting);
    private readonly pause: HTMLButtonElement;
    private readonly choice = element("select", { id: "memory" });
    private readonly tour: HTMLButtonElement;
    private status: Status | undefined;
    private instructions = "";

    constructor(options: BarOptions) {
        this.pause = button("Pause", { id: "pause" }, options.onPause);
        this.tour = button("Guided tour", { id: "tour", class: "primary" }, options.onTour);
        this.choice.append(
            ...MEMORY_CHOICES.map(size =>
                element("option", { value: String(size), selected: size === USUAL_MEMORY ? "" : undefined },
                    `${size} MiB`)));
        this.choice.addEventListener("change", options.onRestart);
        this.element = element("header", { class: "bar" },
            element("h1", {}, "OS/mosis ", element("span", {}, "memory explorer")), this.state,
            element("label", { for: "memory" }, "Memory ", this.choice),
            this.tour, this.pause, button("Restart", { id: "restart" }, options.onRestart),
            button(element("span", {}, "Light / dark"), { id: "theme", "aria-label": "Light / dark" }, toggleTheme));
    }

    /** Bytes of memory for the next machine. */
    get memory(): number {
        return Number(this.choice.value) * MEBIBYTE;
    }

    /** Moves the focus to the button that begins the tour. */
    focusTour(): void {
        this.tour.focus();
    }

    /** Shows the state, and the instructions carried out so far. Those of a machine that does nothing stay as they
     * were: a kernel that is stopped at an event looks again and again whether it may go on. */
    show(status: Status, instructions: number): void {
        if (status === "running" || status === "waiting" || status !== this.status) {
            this.instructions = status === "starting" ? "" : ` · ${(instructions / 1e6).toFixed(1)} M instructions`;
        }

        this.status = status;
        setText(this.state, STATUS_TEXT[status] + this.instructions);
        this.state.dataset.status = status;
        setText(this.pause, status === "paused" ? "Go on" : "Pause");
        this.pause.disabled = status === "starting" || isOver(status);
    }
}
