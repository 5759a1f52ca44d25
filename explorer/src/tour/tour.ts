// The tour's panel: the step's number, text and question, and the buttons forward and back. `#tour=5` leads to the
// fifth step.

import { button, element, setText } from "../ui/dom";
import { parseAddress } from "../ui/text";
import type { Stagehand } from "./stagehand";
import { STEPS, type TourStep } from "./steps";

export interface TourOptions {
    readonly makeHand: (signal: AbortSignal) => Stagehand;
    readonly onStep: () => void;
    readonly onEnd: () => void;

    /** The step has been performed, and is about the part of the page with this selector. */
    readonly onDone: (selector: string) => void;
}

export class Tour {
    readonly element: HTMLElement;
    private readonly title = element("h2", { tabindex: "-1" });
    private readonly text = element("p");
    private readonly question = element("label", { for: "tour-guess" });
    private readonly guess = element("input",
        { id: "tour-guess", name: "guess", autocomplete: "off", inputmode: "text", size: "8" });
    private readonly form: HTMLFormElement;
    private readonly verdict = element("p", { class: "verdict", role: "status" });
    private readonly look = element("p", { class: "look" });
    private readonly status = element("p", { class: "status", role: "status" });
    private readonly dots = element("ol", { class: "dots", "aria-label": "Steps" });
    private readonly back: HTMLButtonElement;
    private readonly forward: HTMLButtonElement;
    private step = 0;
    private running: AbortController | undefined;

    constructor(private readonly options: TourOptions) {
        this.back = button("Back", { id: "tour-back" }, () => { this.go(this.step - 1); });
        this.forward = button("Next", { id: "tour-next", class: "primary" }, () => { this.go(this.step + 1); });
        this.dots.append(
            ...STEPS.map((step, index) =>
                element("li", {},
                    button(String(index + 1), { "aria-label": `Step ${index + 1}: ${step.title}` },
                        () => { this.go(index + 1); }))));
        this.form = element("form", { class: "tour-ask" }, this.question, this.guess,
            element("button", { type: "submit", class: "primary", id: "tour-check" }, "Check"),
            button("Just show me", { id: "tour-show" }, () => { this.perform(undefined); }));
        this.form.addEventListener("submit", event => {
            event.preventDefault();
            this.check();
        });
        this.element = element("aside", { class: "tour", "aria-label": "Guided tour", hidden: "" },
            element("div", { class: "tour-head" }, this.title,
                button("Leave the tour", { id: "tour-end" }, () => { this.end(); })),
            this.text, this.form, this.verdict, this.look,
            element("div", { class: "tour-foot" }, this.back, this.dots, this.forward, this.status));
        this.element.addEventListener("keydown", event => { this.press(event); });
    }

    /** The current step, counted from 1; 0 without a tour. */
    get current(): number {
        return this.step;
    }

    /** Stops what a step is doing: the machine that it does it to is about to go. */
    interrupt(): void {
        this.running?.abort();
    }

    /** Performs the step again if it was performed, as its effects are gone. */
    repeat(): void {
        if (this.step > 0 && this.element.dataset.state !== "asking") {
            this.perform(undefined);
        }
    }

    /** Goes to a step, counted from 1, and asks its question; after the last step the tour ends. */
    go(step: number): void {
        const chosen = STEPS[step - 1];
        this.running?.abort();
        if (chosen === undefined) {
            this.end();
            return;
        }

        this.step = step;
        this.element.hidden = false;
        this.options.onStep();
        setText(this.title, `${step} of ${STEPS.length} · ${chosen.title}`);
        setText(this.text, chosen.text);
        setText(this.question, chosen.question.text);
        setText(this.look, chosen.look);
        this.guess.value = "";
        this.back.disabled = step === 1;
        setText(this.forward, step === STEPS.length ? "Finish" : "Next");
        for (const [index, dot] of [...this.dots.querySelectorAll("button")].entries()) {
            dot.setAttribute("aria-current", index === step - 1 ? "step" : "false");
        }

        this.show("asking", "");
        setText(this.verdict, "");
        this.title.scrollIntoView({ block: "nearest" });
        this.title.focus({ preventScroll: true });
    }

    /** Ends the tour, if one is on; the machine stays as it is. */
    end(): void {
        if (this.step > 0) {
            this.running?.abort();
            this.step = 0;
            this.element.hidden = true;
            this.options.onEnd();
        }
    }

    private show(state: "asking" | "running" | "done" | "failed", status: string): void {
        this.element.dataset.state = state;
        this.form.hidden = state !== "asking";
        this.look.hidden = state === "asking";
        setText(this.status, status);
    }

    private check(): void {
        const guess = parseAddress(this.guess.value);
        this.guess.setAttribute("aria-invalid", String(guess === undefined));
        if (guess === undefined) {
            setText(this.verdict, "Type a number, decimal or with 0x.");
        } else {
            this.perform(guess);
        }
    }

    // Performs the step, and compares the guess with what memory says then.
    private perform(guess: number | undefined): void {
        const chosen = STEPS[this.step - 1];
        if (chosen !== undefined) {
            this.running?.abort();
            this.running = new AbortController();
            setText(this.verdict, "");
            void this.run(chosen, guess, this.running.signal);
        }
    }

    private async run(chosen: TourStep, guess: number | undefined, signal: AbortSignal): Promise<void> {
        this.show("running", "running …");
        this.title.focus({ preventScroll: true });
        try {
            const answer = await chosen.run(this.options.makeHand(signal));
            if (!signal.aborted) {
                setText(this.verdict, judge(guess, answer, chosen.question.because));
                this.verdict.dataset.right = String(guess === undefined || guess === answer);
                this.show("done", "");
                this.options.onDone(chosen.at);
            }
        } catch (error) {
            if (!signal.aborted) {
                this.show("failed", `This step failed: ${error instanceof Error ? error.message : String(error)}`);
            }
        }
    }

    private press(event: KeyboardEvent): void {
        const isTyping = event.target === this.guess;
        if (event.key === "Escape") {
            this.end();
        } else if (event.key === "ArrowRight" && !isTyping && this.step < STEPS.length) {
            this.go(this.step + 1);
        } else if (event.key === "ArrowLeft" && !isTyping && this.step > 1) {
            this.go(this.step - 1);
        } else {
            return;
        }

        event.preventDefault();
    }
}

function judge(guess: number | undefined, answer: number, because: string): string {
    const said = guess === undefined ? "The answer is" : guess === answer ? "Right:" : `Not ${guess}, but`;
    return `${said} ${answer}. ${because}`;
}
