// The tour's panel: the step's number and text, and the buttons forward and back. `#tour=5` leads to the fifth.

import { button, element, setText } from "../ui/dom";
import type { Stagehand } from "./stagehand";
import { STEPS } from "./steps";

export class Tour {
    readonly element: HTMLElement;
    private readonly title = element("h2", { tabindex: "-1" });
    private readonly text = element("p");
    private readonly look = element("p", { class: "look" });
    private readonly status = element("p", { class: "status", role: "status" });
    private readonly dots = element("ol", { class: "dots", "aria-label": "Steps" });
    private readonly back: HTMLButtonElement;
    private readonly forward: HTMLButtonElement;
    private step = 0;
    private running: AbortController | undefined;

    constructor(private readonly makeHand: (signal: AbortSignal) => Stagehand, private readonly onStep: () => void, private readonly onEnd: () => void) {
        this.back = button("Back", { id: "tour-back" }, () => { this.go(this.step - 1); });
        this.forward = button("Next", { id: "tour-next", class: "primary" }, () => { this.go(this.step + 1); });
        this.dots.append(...STEPS.map((step, index) => element("li", {}, button(String(index + 1), { "aria-label": `Step ${index + 1}: ${step.title}` }, () => { this.go(index + 1); }))));
        this.element = element("aside", { class: "tour", "aria-label": "Guided tour", hidden: "" },
            element("div", { class: "tour-head" }, this.title, button("Leave the tour", { id: "tour-end" }, () => { this.end(); })),
            this.text, this.look, element("div", { class: "tour-foot" }, this.back, this.dots, this.forward, this.status));
        this.element.addEventListener("keydown", event => { this.press(event); });
    }

    /** The current step, counted from 1; 0 without a tour. */
    get current(): number {
        return this.step;
    }

    /** Repeats the step, if a tour is on. */
    repeat(): void {
        if (this.step > 0) {
            this.go(this.step);
        }
    }

    /** Goes to a step, counted from 1, and performs it; after the last step the tour ends. */
    go(step: number): void {
        const chosen = STEPS[step - 1];
        this.running?.abort();
        if (chosen === undefined) {
            this.end();
            return;
        }

        this.step = step;
        this.element.hidden = false;
        this.onStep();
        setText(this.title, `${step} of ${STEPS.length} · ${chosen.title}`);
        setText(this.text, chosen.text);
        setText(this.look, chosen.look);
        this.back.disabled = step === 1;
        setText(this.forward, step === STEPS.length ? "Finish" : "Next");
        for (const [index, dot] of [...this.dots.querySelectorAll("button")].entries()) {
            dot.setAttribute("aria-current", index === step - 1 ? "step" : "false");
        }

        this.title.focus({ preventScroll: true });
        void this.run(chosen.run);
    }

    /** Ends the tour, if one is on; the machine stays as it is. */
    end(): void {
        if (this.step > 0) {
            this.running?.abort();
            this.step = 0;
            this.element.hidden = true;
            this.onEnd();
        }
    }

    private async run(action: (hand: Stagehand) => Promise<void>): Promise<void> {
        const controller = new AbortController();
        this.running = controller;
        setText(this.status, "running …");
        this.element.dataset.state = "running";
        try {
            await action(this.makeHand(controller.signal));
        } catch (error) {
            if (!controller.signal.aborted) {
                setText(this.status, `This step failed: ${error instanceof Error ? error.message : String(error)}`);
                this.element.dataset.state = "failed";
            }

            return;
        }

        if (!controller.signal.aborted) {
            setText(this.status, "");
            this.element.dataset.state = "done";
        }
    }

    private press(event: KeyboardEvent): void {
        if (event.key === "Escape") {
            this.end();
        } else if (event.key === "ArrowRight" && this.step < STEPS.length) {
            this.go(this.step + 1);
        } else if (event.key === "ArrowLeft" && this.step > 1) {
            this.go(this.step - 1);
        } else {
            return;
        }

        event.preventDefault();
    }
}
