// How often the page draws: in each of the browser's frames while something goes on, a few times a second otherwise.

/** Milliseconds between two pictures of a machine at rest. */
const REST = 100;

/** Milliseconds for which a sign of life keeps the page drawing in each frame. */
const LIVELY = 150;

/** What a person, or a script in their place, does to the page. */
const SIGNS = ["pointermove", "pointerdown", "click", "keydown", "input", "wheel", "resize", "hashchange"];

export class Pace {
    private livelyUntil = 0;
    private rest: number | undefined;

    /** Calls `draw` from its first {@link next} on. */
    constructor(private readonly draw: () => void) {
        for (const sign of SIGNS) {
            window.addEventListener(sign, () => { this.wake(); }, { capture: true, passive: true });
        }
    }

    /** Something happened that should be seen at once, and more may follow: ends a rest. */
    wake(): void {
        this.livelyUntil = performance.now() + LIVELY;
        this.glance();
    }

    /** Something happened that should be seen at once: draws in the next frame. */
    glance(): void {
        if (this.rest !== undefined) {
            clearTimeout(this.rest);
            this.rest = undefined;
            requestAnimationFrame(this.draw);
        }
    }

    /**
     * Draws once more: in the next frame, or after a rest if the machine rests and there was no sign of life lately.
     */
    next(isAtRest: boolean): void {
        if (!isAtRest || performance.now() < this.livelyUntil) {
            requestAnimationFrame(this.draw);
            return;
        }

        this.rest = window.setTimeout(() => {
            this.rest = undefined;
            requestAnimationFrame(this.draw);
        }, REST);
    }
}
