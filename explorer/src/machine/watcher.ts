// The observer's two words in the snapshot structure: whether the kernel records events, and which event it may pass
// (docs/SNAPSHOT.md).

import { LIMIT_OFFSET, Snapshot, SnapshotError, Watch, WATCH_OFFSET } from "../guest/snapshot";
import type { Machine } from "./machine";

export type WatchMode = "off" | "record" | "step";

const MODES: Readonly<Record<WatchMode, number>> = { off: Watch.Off, record: Watch.Record, step: Watch.Step };

export class Watcher {
    private stoppedAt = 0;

    /** Calls `onStop` when the kernel has come to another event at which it waits. */
    constructor(private readonly machine: Machine, private readonly address: number,
        private readonly onStop: () => void) {
        machine.restWhile(() => this.hasStopped());
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

    // The kernel counts an event before it writes the record: it gets another turn for that. Memory may say anything,
    // and the machine goes on whatever it says.
    private hasStopped(): boolean {
        try {
            const { isWaiting, events } = this.snapshot;
            if (isWaiting && events !== this.stoppedAt) {
                this.stoppedAt = events;
                this.onStop();
                return false;
            }

            return isWaiting;
        } catch (error) {
            if (error instanceof SnapshotError) {
                return false;
            }

            throw error;
        }
    }

    private get snapshot(): Snapshot {
        return new Snapshot(this.machine, this.address);
    }
}
