// The kernel's serial output, of which the last part is kept, and what can be read in it: the prompt, and a panic.

import { lastEntered, PROMPT, withoutControls } from "./text";

const MOST_KEPT = 1 << 16;
const COLON = 0x3a;
const PANICS = ["\npanic:", "\npanic while reporting:"];

// Longer than all that is looked for in it. To look at the whole text after each byte would take longer and longer.
const TAIL = 48;

export class Transcript {
    private readonly decoder = new TextDecoder();
    private kept = "";
    private tail = "";
    private dropped = 0;
    private prompted = false;
    private panicked = false;

    /** Adds a byte of UTF-8. */
    add(byte: number): void {
        const text = this.decoder.decode(Uint8Array.of(byte), { stream: true });
        this.kept += text;
        this.tail = (this.tail + text).slice(-TAIL);
        if (this.kept.length > 2 * MOST_KEPT) {
            this.dropped += this.kept.length - MOST_KEPT;
            this.kept = this.kept.slice(-MOST_KEPT);
        }

        this.prompted ||= this.isAtPrompt;
        this.panicked ||= byte === COLON && PANICS.some(words => withoutControls(this.tail).endsWith(words));
    }

    /** The last part of the output: all of it, or at least 65,536 characters. */
    get text(): string {
        return this.kept;
    }

    /** Characters since the machine was switched on. */
    get length(): number {
        return this.dropped + this.kept.length;
    }

    /** The output since it had a length, as far as it is kept. */
    since(length: number): string {
        return this.kept.slice(Math.max(0, length - this.dropped));
    }

    /** Whether the kernel waits for a command, on an empty line. */
    get isAtPrompt(): boolean {
        return this.tail.endsWith(PROMPT);
    }

    /** Whether the kernel waits for a command, which may be typed in part. */
    get isEditing(): boolean {
        return withoutControls(this.kept.slice(this.kept.lastIndexOf("\n") + 1)).startsWith(PROMPT);
    }

    /** Whether there has been a prompt. */
    get hasPrompted(): boolean {
        return this.prompted;
    }

    /** Whether the kernel has said that it stops for good. */
    get hasPanicked(): boolean {
        return this.panicked;
    }

    /** The last line entered at the prompt. */
    get lastLine(): string {
        return lastEntered(this.kept);
    }
}
