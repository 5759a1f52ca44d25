// The whole page: the machine, its console, the views, and the loop that updates them.

import { disagreements } from "./guest/agreement";
import { loadedBytes, readImage, symbolAddress, withWord, ImageError, type KernelImage } from "./guest/elf";
import { SNAPSHOT_SYMBOL, Watch, WATCH_OFFSET } from "./guest/snapshot";
import { SymbolTable } from "./guest/symbols";
import { Machine } from "./machine/machine";
import { fetchPart, MachineError } from "./machine/parts";
import { Watcher } from "./machine/watcher";
import { Observer, type Observation } from "./observation";
import { Alarm } from "./ui/alarm";
import { Guide } from "./tour/guide";
import { STEPS } from "./tour/steps";
import { Tour } from "./tour/tour";
import { Bar } from "./ui/bar";
import { Console } from "./ui/console";
import { element, setText } from "./ui/dom";
import { notePlace, readPlace } from "./ui/place";
import { hex } from "./ui/text";
import { Tabs } from "./ui/tabs";
import { EventsView } from "./views/events";
import { FaultView } from "./views/fault";
import { FramesView } from "./views/frames";
import { HeapView } from "./views/heap";
import { SpaceView } from "./views/space";
import { TranslateView } from "./views/translate";
import type { Links } from "./views/view";

const IMAGE = "kernel.elf";

/** Disagreement is checked once in this many pictures: it takes a moment, and isn't urgent. */
const JUDGE_EVERY = 12;

const LOOK_AGAIN = 20;

/** One machine and its observers. */
interface Session {
    readonly machine: Machine;
    readonly observer: Observer;
    readonly watcher: Watcher;
}

export class Explorer implements Links {
    readonly elements: readonly HTMLElement[];
    readonly console: Console;
    readonly events: EventsView;
    private readonly bar: Bar;
    private readonly alarm = new Alarm();
    private readonly notice = element("p", { class: "error notice", role: "alert" });
    private readonly tabs: Tabs;
    private readonly space: SpaceView;
    private readonly translate: TranslateView;
    private readonly frames: FramesView;
    private readonly heap = new HeapView();
    private readonly tour: Tour;
    private image: KernelImage | undefined;
    private session: Session | undefined;
    private booting: Promise<void> = Promise.resolve();
    private boots = 0;
    private pictures = 0;
    private isStopped = false;

    constructor() {
        this.bar = new Bar({
            onPause: () => { void this.togglePause(); },
            onRestart: () => { void this.restart(); },
            onTour: () => { this.tour.go(1); },
        });
        this.console = new Console(text => { this.session?.machine.send(text); }, () => { this.tabs.focus(); });
        this.space = new SpaceView(this);
        this.translate = new TranslateView(this);
        this.frames = new FramesView(this);
        this.events = new EventsView(this, () => this.console.lastLine);
        const fault = new FaultView(this, () => this.console.text);
        this.tabs = new Tabs([this.space, this.translate, this.frames, this.heap, this.events, fault], () => { this.noteView(); });
        this.tour = new Tour(signal => new Guide(this, signal), () => { this.noteStep(); }, () => { void this.endTour(); });
        this.elements = [this.bar.element, this.alarm.element, element("main", {}, this.console.element, element("div", { class: "stage" }, this.notice, this.tour.element, this.tabs.element)),
            element("footer", {}, element("a", { href: "licences.txt" }, "Licences of what this page is made of"))];
    }

    /** Fetches the kernel and boots it. Rejects with the reason when that fails. */
    async start(): Promise<void> {
        this.console.open();
        this.image = readKernel(await fetchPart(IMAGE));
        await this.boot();
        requestAnimationFrame(() => { this.draw(); });
        this.followLink();
        if (location.hash === "") {
            history.replaceState(null, "", `#view=${this.tabs.current.id}`);
        }

        window.addEventListener("hashchange", () => { this.followLink(); });
    }

    /** Stops drawing. */
    stop(): void {
        this.isStopped = true;
    }

    showView(id: string): void {
        this.tabs.show(id);
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
        this.frames.showFrame(frame);
        this.tabs.show(this.frames.id);
    }

    chooseBlock(payload: number): void {
        this.heap.choose(payload);
    }

    /** The current observation; undefined while no kernel is in memory. */
    get observation(): Observation | undefined {
        return this.session?.observer.observe(this.session.machine.registers);
    }

    /** Types into the kernel's serial line. */
    type(text: string): void {
        this.session?.machine.send(text);
    }

    /** Restarts the machine, watched from its first instruction on. Waits for a start in progress, because two machines
     * would both write to the console; skips a start that hasn't begun. */
    boot(watch: number = Watch.Record): Promise<void> {
        const turn = ++this.boots;
        this.booting = this.booting.catch(() => undefined).then(() => turn === this.boots ? this.replaceMachine(watch) : undefined);
        return this.booting;
    }

    /** Resolves when a kernel is in memory: the boot loader overwrites anything written earlier. */
    async loaded(): Promise<void> {
        await this.booting.catch(() => undefined);
        while (!this.isStopped && this.observation === undefined) {
            await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
            await this.booting.catch(() => undefined);
        }
    }

    /** Lets a paused machine run. */
    async resume(): Promise<void> {
        if (this.session?.machine.isRunning === false) {
            await this.session.machine.resume();
        }
    }

    private async replaceMachine(watch: number): Promise<void> {
        const { image } = this;
        if (image === undefined) {
            return;
        }

        const before = this.session;
        this.session = undefined;
        await before?.machine.destroy();
        this.console.reset();
        this.heap.reset();
        const snapshot = symbolAddress(image.symbols, SNAPSHOT_SYMBOL);
        const machine = await Machine.start({
            image: withWord(image, snapshot + WATCH_OFFSET, watch),
            memory: this.bar.memory,
            screen: this.console.screen,
            onOutput: byte => { this.console.write(byte); },
        });
        this.console.showScreen(machine.hasScreen);
        const watcher = new Watcher(machine, snapshot);
        this.session = { machine, watcher, observer: new Observer(machine, image, readSymbols(image), snapshot) };
        this.events.connect(watcher);
    }

    // The effects of a tour's step are gone with the old machine.
    private async restart(): Promise<void> {
        await this.boot();
        this.tour.repeat();
    }

    private async togglePause(): Promise<void> {
        await (this.session?.machine.isRunning === true ? this.session.machine.pause() : this.resume());
    }

    private followLink(): void {
        const place = readPlace(location.hash, STEPS.length, this.tabs.ids);
        if (typeof place === "object" && "step" in place) {
            this.tour.go(place.step);
            return;
        }

        if (typeof place === "object") {
            this.showView(place.view);
        }

        this.tour.end();
        setText(this.notice, typeof place === "string" ? place : "");
    }

    private noteView(): void {
        if (this.tour.current === 0) {
            setText(this.notice, "");
            notePlace({ view: this.tabs.current.id });
        }
    }

    private noteStep(): void {
        setText(this.notice, "");
        notePlace({ step: this.tour.current });
    }

    // The kernel may be stopped by a step, or about to stop.
    private async endTour(): Promise<void> {
        this.bar.focusTour();
        this.noteView();
        await this.loaded();
        if (this.tour.current === 0) {
            this.events.watch("record");
        }
    }

    private draw(): void {
        if (this.isStopped) {
            return;
        }

        if (this.session !== undefined) {
            const { machine } = this.session;
            const { observation } = this;
            this.bar.show(machine.isRunning, observation?.snapshot.isWaiting === true, machine.instructions);
            if (observation !== undefined) {
                this.show(observation);
            }
        }

        requestAnimationFrame(() => { this.draw(); });
    }

    private show(observation: Observation): void {
        this.events.collect(observation);
        this.heap.collect(observation);
        this.space.markFault(FaultView.addressOf(observation.snapshot.fault));
        this.tabs.current.update(observation);
        this.pictures++;
        if (this.pictures % JUDGE_EVERY === 0) {
            const { memory, registers, snapshot } = observation;
            this.alarm.show(disagreements(memory, registers.cr3, snapshot, observation.frames()));
        }
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
    return new SymbolTable(loadedBytes(image, symbolAddress(image.symbols, "_symbols_start"), symbolAddress(image.symbols, "_symbols_end")));
}
