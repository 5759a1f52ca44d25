// A view, as the page uses it: a panel that is updated while it is shown.

import type { Observation } from "../observation";
import type { Try } from "../ui/start-card";

/** A view's text until there is something to show. */
export const STARTING = "The machine is starting.";

export interface View {
    readonly id: string;
    readonly title: string;
    readonly element: HTMLElement;

    /** What the view shows, in a sentence for somebody who sees it for the first time. */
    readonly about: string;

    /** Commands that change what it shows. */
    readonly tries: readonly Try[];

    /** Called for each picture while the view is shown. */
    update(observation: Observation): void;
}

/** Ways from one view to another, and to the shell. */
export interface Links {
    showView(id: string): void;

    /** Shows an address in the address space. */
    showAddress(address: number): void;

    /** Shows the translation of an address. */
    showWalk(address: number): void;

    /** Shows a physical frame. */
    showFrame(frame: number): void;

    /** Types a command into the shell when it waits for one. */
    run(command: string): void;
}
