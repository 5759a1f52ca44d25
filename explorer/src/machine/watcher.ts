// The observer's two words in the snapshot structure: whether the kernel records events, and which event it may pass
// (docs/SNAPSHOT.md).

import { LIMIT_OFFSET, Snapshot, Watch, WATCH_OFFSET } from "../guest/snapshot";
import type { Machine } from "./machine";

export type WatchMode = "off" | "record" | "step";

const MODES: Readonly<Record<WatchMode, number>> = { off: Watch.Off, record: Watch.Record, step: Watch.Step };

export class Watcher {
    constructor(private readonly machine: Machine, private readonly address: number) {
    }

    get mode(): WatchMode {
        const { watch } = this.snapshot;
        return watch === Watch.Step ? "step" : watch === Watch.Record ? "record" : "off";
    }

    set mode(mode: WatchMode) {
        if (mode === "step" && this.mode !== "step") {
            this.machine.writeWord(this.address + LIMIT_OFFSET, this.snapshot.events);
        }

        this.machine.writeWord(this.address + WATCH_OFFSET, MODES[mode]);
    }

    /** Whether the kernel waits at an event. */
    get isWaiting(): boolean {
        return this.snapshot.isWaiting;
    }

    /** Resumes the machine, if it is paused. */
    wake(): void {
        if (!this.machine.isRunning) {
            void this.machine.resume();
        }
    }

    /** Lets the kernel continue to its next event, if it waits. */
    step(): void {
        if (this.isWaiting) {
            this.machine.writeWord(this.address + LIMIT_OFFSET, (this.snapshot.limit + 1) >>> 0);
        }
    }

    private get snapshot(): Snapshot {
        return new Snapshot(this.machine, this.address);
    }
}
