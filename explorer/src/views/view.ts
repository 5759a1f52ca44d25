// A view, as the page uses it: a panel that is updated while it is shown.

import type { Observation } from "../observation";

/** A view's text until there is something to show. */
export const STARTING = "The machine is starting.";

export interface View {
    readonly id: string;
    readonly title: string;
    readonly element: HTMLElement;

    /** Called for each picture while the view is shown. */
    update(observation: Observation): void;
}

/** Ways from one view to another. */
export interface Links {
    /** Shows an address in the address space. */
    showAddress(address: number): void;

    /** Shows the translation of an address. */
    showWalk(address: number): void;

    /** Shows a physical frame. */
    showFrame(frame: number): void;
}
