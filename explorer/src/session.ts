// The machine that runs now, with what observes it. One follows another, and never do two run at a time.

import { readImage, symbolAddress, loadedBytes, withWord, ImageError, type KernelImage } from "./guest/elf";
import { SNAPSHOT_SYMBOL, Watch, WATCH_OFFSET } from "./guest/snapshot";
import { SymbolTable } from "./guest/symbols";
import { Machine } from "./machine/machine";
import { fetchPart, MachineError } from "./machine/parts";
import { Watcher } from "./machine/watcher";
import { Observer, type Observation } from "./observation";

const IMAGE = "kernel.elf";
const LOOK_AGAIN = 20;

/** One machine and its observers. */
export interface Session {
    readonly machine: Machine;
    readonly observer: Observer;
    readonly watcher: Watcher;
}

export interface SessionOptions {
    /** Bytes of memory of the next machine. */
    readonly memory: () => number;
    readonly screen: HTMLElement;
    readonly onOutput: (bytes: Uint8Array) => void;

    /** The kernel has stopped at another event. */
    readonly onStop: () => void;

    /** The old machine is gone. */
    readonly onEnd: () => void;
    readonly onStart: (session: Session) => void;
}

export class Sessions {
    private image: KernelImage | undefined;
    private session: Session | undefined;
    private booting: Promise<void> = Promise.resolve();
    private boots = 0;

    constructor(private readonly options: SessionOptions) {
    }

    /** Undefined while there is no machine. */
    get machine(): Machine | undefined {
        return this.session?.machine;
    }

    /** Undefined while no kernel is in memory. Throws a SnapshotError when the snapshot structure can't be used. */
    get observation(): Observation | undefined {
        return this.session?.observer.observe(this.session.machine.registers);
    }

    /** Starts another machine, watched from its first instruction on. Waits for a start in progress, because two
     * machines would both write to the console; skips a start that hasn't begun. Rejects with the reason when there is
     * no machine then. */
    boot(watch: number = Watch.Record): Promise<void> {
        const turn = ++this.boots;
        this.booting = this.booting.catch(() => undefined)
            .then(() => turn === this.boots ? this.replaceMachine(watch) : undefined);
        return this.booting;
    }

    /** Resolves when a kernel is in memory: the boot loader overwrites anything written earlier. Rejects when there is
     * no machine, or it has failed. */
    async loaded(): Promise<void> {
        for (let booting: Promise<void> | undefined; booting !== this.booting || this.observation === undefined;) {
            booting = this.booting;
            await booting.catch(() => undefined);
            const { machine } = this;
            if (booting === this.booting && machine?.failure !== undefined) {
                throw new MachineError(machine.failure);
            }

            if (booting === this.booting && machine === undefined) {
                throw new MachineError("There is no machine.");
            }

            await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
        }
    }

    /** Lets a paused machine run. */
    async resume(): Promise<void> {
        if (this.machine?.isRunning === false && this.machine.failure === undefined) {
            await this.machine.resume();
        }
    }

    async togglePause(): Promise<void> {
        await (this.machine?.isRunning === true ? this.machine.pause() : this.resume());
    }

    private async replaceMachine(watch: number): Promise<void> {
        const before = this.session;
        this.session = undefined;
        await before?.machine.destroy();
        this.options.onEnd();
        this.image ??= readKernel(await fetchPart(IMAGE));
        const { image } = this;
        const snapshot = symbolAddress(image.symbols, SNAPSHOT_SYMBOL);
        const machine = await Machine.start({
            image: withWord(image, snapshot + WATCH_OFFSET, watch),
            memory: this.options.memory(),
            screen: this.options.screen,
            onOutput: this.options.onOutput,
        });
        const watcher = new Watcher(machine, snapshot, this.options.onStop);
        this.session = { machine, watcher, observer: new Observer(machine, image, readSymbols(image), snapshot) };
        this.options.onStart(this.session);
    }
}

function readKernel(bytes: Uint8Array): KernelImage {
    try {
        const image = readImage(bytes);
        symbolAddress(image.symbols, SNAPSHOT_SYMBOL);
        return image;
    } catch (error) {
        throw error instanceof ImageError ? new MachineError(`${IMAGE} isn’t the kernel. ${error.message}`) : error;
    }
}

// The table lies among the kernel's constants, which never change.
function readSymbols(image: KernelImage): SymbolTable {
    return new SymbolTable(loadedBytes(image, symbolAddress(image.symbols, "_symbols_start"),
        symbolAddress(image.symbols, "_symbols_end")));
}
