// The stagehand of the real page.

import { Watch } from "../guest/snapshot";
import type { Observation } from "../observation";
import { isOver, STATUS_TEXT, type Status } from "../status";
import type { WatchMode } from "../machine/watcher";
import type { Transcript } from "../ui/transcript";
import type { Stagehand } from "./stagehand";

const DROP_LINE = "\x03";
const LOOK_AGAIN = 20;

/** What a guide needs of the page. */
export interface Page {
    readonly sessions: { readonly observation: Observation | undefined; loaded(): Promise<void>;
        resume(): Promise<void> };
    readonly events: { step(): void; setPlaying(isPlaying: boolean): void; watch(mode: WatchMode): void };
    readonly console: { readonly transcript: Transcript };
    readonly status: Status;
    boot(watch: number): Promise<void>;
    type(text: string): void;
    showView(id: string): void;
    showAddress(address: number): void;
    showWalk(address: number): void;
    showFrame(frame: number): void;
    chooseBlock(payload: number): void;
}

export class Guide implements Stagehand {
    constructor(private readonly page: Page, private readonly signal: AbortSignal) {
    }

    async bootTo(stage: number): Promise<void> {
        await this.page.boot(Watch.Step);
        await this.until(() => {
            const observation = this.page.sessions.observation;
            if (observation?.snapshot.isWaiting === true && observation.snapshot.stage < stage) {
                this.page.events.step();
            }

            return observation !== undefined && observation.snapshot.isWaiting && observation.snapshot.stage >= stage;
        });
    }

    async shell(command: string): Promise<string> {
        await this.ready();
        return this.type(command);
    }

    async slowly(command: string): Promise<string> {
        await this.ready();
        this.page.events.setPlaying(true);
        try {
            return await this.type(command);
        } finally {
            this.page.events.watch("record");
        }
    }

    async look(): Promise<Observation> {
        await this.ready();
        return this.observation;
    }

    get observation(): Observation {
        const { observation } = this.page.sessions;
        if (observation === undefined) {
            throw new Error("no kernel is in memory");
        }

        return observation;
    }

    showView(id: string): void {
        this.page.showView(id);
    }

    showAddress(address: number): void {
        this.page.showAddress(address);
    }

    showWalk(address: number): void {
        this.page.showWalk(address);
    }

    showFrame(frame: number): void {
        this.page.showFrame(frame);
    }

    chooseBlock(payload: number): void {
        this.page.chooseBlock(payload);
    }

    // Resolves when the shell waits for a command on an empty line. A kernel that an earlier step stopped continues.
    private async ready(): Promise<void> {
        await this.page.sessions.loaded();
        this.signal.throwIfAborted();
        await this.page.sessions.resume();
        this.page.events.watch("record");
        await this.until(() => this.transcript.hasPrompted);
        if (!this.transcript.isAtPrompt) {
            this.page.type(DROP_LINE);
            await this.until(() => this.transcript.isAtPrompt);
        }
    }

    private get transcript(): Transcript {
        return this.page.console.transcript;
    }

    private async type(command: string): Promise<string> {
        const before = this.transcript.length;
        this.page.type(`${command}\r`);
        await this.until(() => this.transcript.length > before + command.length && this.transcript.isAtPrompt);
        return this.transcript.since(before);
    }

    // Rejects when the condition can't come true any more.
    private async until(condition: () => boolean): Promise<void> {
        while (!this.isFulfilled(condition)) {
            const { status } = this.page;
            if (isOver(status)) {
                throw new Error(`the machine has ${STATUS_TEXT[status]}`);
            }

            await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
        }
    }

    // A guide that was told to stop doesn't look again, because looking may let the kernel go on.
    private isFulfilled(condition: () => boolean): boolean {
        this.signal.throwIfAborted();
        return condition();
    }
}
