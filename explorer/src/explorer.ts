// The page as a whole: the machine, its console, the views, and the loop that shows them what there is to see.

import { readImage, symbolAddress, ImageError, type KernelImage } from "./guest/elf";
import { PAGE_SIZE } from "./guest/layout";
import { SymbolTable } from "./guest/symbols";
import { Machine } from "./machine/machine";
import { fetchPart, MachineError } from "./machine/parts";
import { observe } from "./observation";
import { Bar } from "./ui/bar";
import { Console } from "./ui/console";
import { element } from "./ui/dom";
import { hex } from "./ui/text";
import { Tabs } from "./ui/tabs";
import { SpaceView } from "./views/space";
import { TranslateView } from "./views/translate";
import type { Links } from "./views/view";

const IMAGE = "kernel.elf";

export class Explorer implements Links {
    readonly elements: readonly HTMLElement[];
    private readonly bar: Bar;
    private readonly console: Console;
    private readonly tabs: Tabs;
    private readonly space: SpaceView;
    private readonly translate: TranslateView;
    private machine: Machine | undefined;
    private image: KernelImage | undefined;
    private symbols = new SymbolTable(new Uint8Array());
    private isStopped = false;

    constructor() {
        this.space = new SpaceView(this);
        this.translate = new TranslateView(this);
        this.bar = new Bar({
            onPause: () => { void this.togglePause(); },
            onRestart: () => { void this.boot(); },
        });
        this.console = new Console(text => { this.machine?.send(text); });
        this.tabs = new Tabs([this.space, this.translate], view => { history.replaceState(null, "", `#view=${view.id}`); });
        this.elements = [this.bar.element, element("main", {}, this.console.element, element("div", { class: "stage" }, this.tabs.element))];
    }

    /** Fetches the kernel and boots it. Rejects with the reason when that can't be. */
    async start(): Promise<void> {
        this.console.open();
        const wanted = new URLSearchParams(location.hash.slice(1));
        this.tabs.show(wanted.get("view") ?? "");
        this.image = readKernel(await fetchPart(IMAGE));
        await this.boot();
        requestAnimationFrame(() => { this.draw(); });
    }

    /** Draws no more. */
    stop(): void {
        this.isStopped = true;
    }

    showAddress(address: number): void {
        this.space.showAddress(address);
        this.tabs.show(this.space.id);
    }

    showWalk(address: number): void {
        this.translate.ask(hex(address));
        this.tabs.show(this.translate.id);
    }

    showFrame(frame: number): void {
        this.showWalk(frame * PAGE_SIZE);
    }

    private async boot(): Promise<void> {
        const image = this.image;
        if (image === undefined) {
            return;
        }

        await this.machine?.destroy();
        this.console.reset();
        const machine = await Machine.start({
            image: image.bytes,
            memory: this.bar.memory,
            screen: this.console.screen,
            onOutput: byte => { this.console.write(byte); },
        });
        this.console.showScreen(machine.hasScreen);
        this.symbols = readSymbols(machine, image);
        this.machine = machine;
    }

    private async togglePause(): Promise<void> {
        const machine = this.machine;
        await (machine?.isRunning === true ? machine.pause() : machine?.resume());
    }

    private draw(): void {
        const { machine, image } = this;
        if (this.isStopped) {
            return;
        }

        if (machine !== undefined && image !== undefined) {
            this.bar.show(machine.isRunning, machine.instructions);
            this.tabs.current.update(observe(machine, machine.registers, image, this.symbols));
        }

        requestAnimationFrame(() => { this.draw(); });
    }
}

function readKernel(bytes: Uint8Array): KernelImage {
    try {
        return readImage(bytes);
    } catch (error) {
        throw error instanceof ImageError ? new MachineError(`${IMAGE} isn’t the kernel. ${error.message}`) : error;
    }
}

// The table lies among the kernel's constants, which never change.
function readSymbols(machine: Machine, image: KernelImage): SymbolTable {
    const start = symbolAddress(image.symbols, "_symbols_start");
    return new SymbolTable(machine.read(start, symbolAddress(image.symbols, "_symbols_end") - start).slice());
}
