// The actions of a tour's step: boot to a stage, type commands, look at memory, and turn the page to the right view.

import type { Observation } from "../observation";

/** All actions reject with an AbortError when the reader goes to another step, and with an Error when the machine has
 * ended. */
export interface Stagehand {
    /** Reboots and stops the kernel at a stage of boot. */
    bootTo(stage: number): Promise<void>;

    /** Types a command when the shell is ready; resolves with its output when the prompt is back. */
    shell(command: string): Promise<string>;

    /** As shell, stopping for a moment at each event. */
    slowly(command: string): Promise<string>;

    /** The machine's memory now, when the shell is ready. */
    look(): Promise<Observation>;

    /** The machine's memory now. Throws when no kernel is in it. */
    readonly observation: Observation;

    showView(id: string): void;
    showAddress(address: number): void;
    showWalk(address: number): void;
    showFrame(frame: number): void;

    /** Chooses the heap's block with this payload. */
    chooseBlock(payload: number): void;
}
