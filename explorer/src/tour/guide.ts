// The stagehand of the real page.

import { isPagingOn, walk } from "../guest/paging";
import { Watch } from "../guest/snapshot";
import type { Explorer } from "../explorer";
import type { Stagehand } from "./stagehand";

const DROP_LINE = "\x03";
const LOOK_AGAIN = 20;

export class Guide implements Stagehand {
    constructor(private readonly explorer: Explorer, private readonly signal: AbortSignal) {
    }

    async bootTo(stage: number): Promise<void> {
        await this.explorer.boot(Watch.Step);
        await this.until(() => {
            const observation = this.explorer.observation;
            if (observation?.snapshot.isWaiting === true && observation.snapshot.stage < stage) {
                this.explorer.events.step();
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
        this.explorer.events.setPlaying(true);
        try {
            return await this.type(command);
        } finally {
            this.explorer.events.watch("record");
        }
    }

    isMapped(address: number): boolean {
        const observation = this.explorer.observation;
        return observation !== undefined && isPagingOn(observation.registers) && walk(observation.memory, observation.registers.cr3, address).physical !== undefined;
    }

    showView(id: string): void {
        this.explorer.showView(id);
    }

    showAddress(address: number): void {
        this.explorer.showAddress(address);
    }

    showWalk(address: number): void {
        this.explorer.showWalk(address);
    }

    showFrame(frame: number): void {
        this.explorer.showFrame(frame);
    }

    chooseBlock(payload: number): void {
        this.explorer.chooseBlock(payload);
    }

    // Resolves when the shell waits for a command on an empty line. A kernel that an earlier step stopped continues.
    private async ready(): Promise<void> {
        await this.explorer.loaded();
        this.signal.throwIfAborted();
        await this.explorer.resume();
        this.explorer.events.watch("record");
        const { console } = this.explorer;
        await console.when(() => console.text.includes("osmosis> "), this.signal);
        if (!console.isAtPrompt) {
            this.explorer.type(DROP_LINE);
            await console.when(() => console.isAtPrompt, this.signal);
        }
    }

    private async type(command: string): Promise<string> {
        const { console } = this.explorer;
        const before = console.text.length;
        this.explorer.type(`${command}\r`);
        await console.when(() => console.text.length > before + command.length && console.isAtPrompt, this.signal);
        return console.text.slice(before);
    }

    private async until(condition: () => boolean): Promise<void> {
        while (!condition()) {
            this.signal.throwIfAborted();
            await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
        }
    }
}
