// What the machine is doing, in a word or two.

export type Status = "starting" | "running" | "waiting" | "stopped" | "paused" | "panicked" | "halted" | "crashed";

export const STATUS_TEXT: Readonly<Record<Status, string>> = {
    starting: "starting",
    running: "running",
    waiting: "waiting for a command",
    stopped: "stopped at an event",
    paused: "paused",
    panicked: "panicked",
    halted: "halted",
    crashed: "crashed",
};

/** What is known of a machine and its kernel. */
export interface Signs {
    readonly isRunning: boolean;
    readonly isHalted: boolean;
    readonly hasFailed: boolean;

    /** The kernel waits for the page to let it go on to its next event. */
    readonly isAtEvent: boolean;
    readonly isEditing: boolean;
    readonly hasPanicked: boolean;
}

export function statusOf(signs: Signs): Status {
    if (signs.hasFailed) {
        return "crashed";
    }

    if (signs.hasPanicked) {
        return "panicked";
    }

    if (signs.isHalted) {
        return "halted";
    }

    if (!signs.isRunning) {
        return "paused";
    }

    return signs.isAtEvent ? "stopped" : signs.isEditing ? "waiting" : "running";
}

/** Whether the machine will never carry out a command again. */
export function isOver(status: Status): boolean {
    return status === "panicked" || status === "halted" || status === "crashed";
}

/** Whether nothing will happen until somebody does something. */
export function isAtRest(status: Status): boolean {
    return status === "waiting" || status === "stopped" || status === "paused" || isOver(status);
}
