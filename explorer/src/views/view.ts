// What a view is to the page: a panel that is told what there is to see while it is shown.

import type { Observation } from "../observation";

/** What a view says until there is something to see. */
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

    /** Shows how an address is translated. */
    showWalk(address: number): void;

    /** Shows a physical frame. */
    showFrame(frame: number): void;
}
