// The whole page: the machine, its console, the views, and the loop that updates them.

import { disagreements } from "./guest/agreement";
import { SnapshotError } from "./guest/snapshot";
import type { Machine } from "./machine/machine";
import type { Observation } from "./observation";
import { Sessions } from "./session";
import { Pace } from "./pace";
import { isAtRest, isOver, statusOf, type Status } from "./status";
import { Guide, type Page } from "./tour/guide";
import { STEPS } from "./tour/steps";
import { Tour } from "./tour/tour";
import { Alarm } from "./ui/alarm";
import { Bar } from "./ui/bar";
import { Console } from "./ui/console";
import { Dock } from "./ui/dock";
import { element, setText } from "./ui/dom";
import { Failure } from "./ui/failure";
import { notePlace, readPlace } from "./ui/place";
import { hex } from "./ui/text";
import { StartCard } from "./ui/start-card";
import { Tabs } from "./ui/tabs";
import { EventsView } from "./views/events";
import { FaultView } from "./views/fault";
import { FramesView } from "./views/frames";
import { HeapView } from "./views/heap";
import { SpaceView } from "./views/space";
import { TranslateView } from "./views/translate";
import type { Links } from "./views/view";

/** Milliseconds between two checks for disagreement: one takes a moment, and isn't urgent. */
const JUDGE_EVERY = 200;

/** Why nobody listens to what is typed. */
const DEAF: Readonly<Partial<Record<Status, string>>> = {
    paused: "The machine is paused: what you type waits until it goes on.",
    stopped: "The kernel is stopped at an event: what you type waits. Events, “Next event” or “record”, lets it go on.",
    panicked: "The kernel has panicked, and obeys only r, which restarts it. Restart starts another machine.",
    halted: "The machine is switched off. Restart starts another.",
    crashed: "The machine has crashed. Restart starts another.",
};

/** Ctrl-U. */
const ERASE_LINE = "\x15";

export class Explorer implements Links, Page {
    readonly elements: readonly HTMLElement[];
    readonly console: Console;
    readonly events: EventsView;
    readonly sessions: Sessions;
    private readonly bar: Bar;
    private readonly alarm = new Alarm();
    private readonly failure: Failure;
    private readonly notice = element("p", { class: "error notice", role: "alert" });
    private readonly tabs: Tabs;
    private readonly space: SpaceView;
    private readonly translate: TranslateView;
    private readonly frames: FramesView;
    private readonly heap: HeapView;
    private readonly dock: Dock;
    private readonly card: StartCard;
    private readonly tour: Tour;
    private readonly pace = new Pace(() => { this.draw(); });
    private drawn: Status = "starting";
    private judged = 0;

    // What a step of the tour is about, until it is drawn.
    private pointedAt: string | undefined;

    constructor() {
        this.bar = new Bar({
            onPause: () => { void this.sessions.togglePause(); },
            onRestart: () => { void this.restart(); },
            onTour: () => { this.tour.go(1); },
        });
        this.failure = new Failure(() => { void this.restart(); });
        this.console = new Console(text => { this.type(text); }, () => { this.tabs.focus(); });
        this.space = new SpaceView(this);
        this.translate = new TranslateView(this);
        this.frames = new FramesView(this);
        this.events = new EventsView(this, () => this.console.transcript.lastLine);
        this.heap = new HeapView(this, payload => this.events.freedBy(payload));
        const fault = new FaultView(this, () => this.console.transcript.text);
        this.tabs = new Tabs([this.space, this.translate, this.frames, this.heap, this.events, fault], () => {
            this.noteView();
            this.showCard();
        });
        this.tour = new Tour({
            makeHand: signal => new Guide(this, signal),
            onStep: () => { this.noteStep(); },
            onEnd: () => { void this.endTour(); },
            onDone: selector => { this.pointedAt = selector; },
        });
        this.sessions = new Sessions({
            memory: () => this.bar.memory,
            screen: this.console.canvas,
            onOutput: bytes => {
                this.console.write(bytes);
                this.pace.wake();
            },
            onStop: () => { this.pace.glance(); },
            onEnd: () => {
                this.console.reset();
                this.heap.reset();
            },
            onStart: ({ machine, watcher }) => {
                this.dock.allowScreen(machine.hasScreen);
                this.events.connect(watcher);
            },
        });
        this.card = new StartCard(command => { this.run(command); }, () => { this.tour.go(1); });
        this.dock =
            new Dock(this.console.line, this.console.screen, element("div", {}, this.tour.element, this.card.element));
        this.elements = [this.bar.element, this.failure.element, this.alarm.element,
            element("main", {}, element("div", { class: "stage" }, this.notice, this.tabs.element)), this.dock.element];
        this.showCard();
    }

    /** Boots the kernel, and draws from then on. */
    async start(): Promise<void> {
        this.console.open();
        this.pace.next(false);
        await this.boot();
        this.followLink();
        if (location.hash === "") {
            history.replaceState(null, "", `#view=${this.tabs.current.id}`);
        }

        window.addEventListener("hashchange", () => { this.followLink(); });
    }

    /** Says that a part of the page itself has failed. The machine may go on. */
    fail(error: unknown): void {
        this.failure.show("This page has failed.", describe(error));
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

    /** What the machine is doing. */
    get status(): Status {
        return this.statusOf(this.sessions.machine, this.observe());
    }

    /** Types into the kernel's serial line. */
    type(text: string): void {
        this.sessions.machine?.send(text);
        this.pace.wake();
    }

    /** Types a command, in place of what stands at the prompt. */
    run(command: string): void {
        const { transcript } = this.console;
        this.type(`${transcript.isEditing && !transcript.isAtPrompt ? ERASE_LINE : ""}${command}\r`);
    }

    /** Starts another machine; says so when there is none then. */
    async boot(watch?: number): Promise<void> {
        this.failure.hide();
        this.bar.show("starting", 0);
        try {
            await this.sessions.boot(watch);
        } catch (error) {
            this.failure.show("The machine can’t start.", describe(error));
        }
    }

    // The effects of a tour's step are gone with the old machine.
    private async restart(): Promise<void> {
        this.tour.interrupt();
        await this.boot();
        this.tour.repeat();
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

    private showCard(): void {
        this.card.show(this.tabs.current.about, this.tabs.current.tries);
    }

    private noteStep(): void {
        this.card.element.hidden = true;
        this.dock.makeRoomForGuide();
        setText(this.notice, "");
        notePlace({ step: this.tour.current });
    }

    // The kernel may be stopped by a step, or about to stop.
    private async endTour(): Promise<void> {
        this.card.element.hidden = false;
        this.bar.focusTour();
        this.noteView();
        await this.sessions.loaded().catch(() => undefined);
        if (this.tour.current === 0) {
            this.events.watch("record");
        }
    }

    private statusOf(machine: Machine | undefined, observation: Observation | undefined): Status {
        const { transcript } = this.console;
        return machine === undefined ? "starting" : statusOf({
            isRunning: machine.isRunning,
            isHalted: machine.isHalted,
            hasFailed: machine.failure !== undefined,
            isAtEvent: observation?.snapshot.isWaiting === true,
            isEditing: transcript.isEditing,
            hasPanicked: transcript.hasPanicked,
        });
    }

    // Undefined, too, when the kernel's memory can't be understood; the alarm says so.
    private observe(): Observation | undefined {
        try {
            return this.sessions.observation;
        } catch (error) {
            if (error instanceof SnapshotError) {
                this.alarm.showAtOnce("The kernel’s memory can’t be drawn.", error.message);
                return undefined;
            }

            throw error;
        }
    }

    private draw(): void {
        try {
            this.drawOnce();
        } finally {
            this.pace.next(isAtRest(this.drawn));
        }
    }

    private drawOnce(): void {
        const { machine } = this.sessions;
        if (machine === undefined) {
            this.drawn = "starting";
            return;
        }

        const observation = this.observe();
        const status = this.drawn = this.statusOf(machine, observation);
        this.bar.show(status, machine.instructions);
        this.dock.tell(DEAF[status] ?? "");
        if (machine.failure !== undefined) {
            this.failure.show("The machine has crashed.", machine.failure);
        }

        if (observation !== undefined) {
            this.show(observation, isOver(status));
        }
    }

    private show(observation: Observation, isOver: boolean): void {
        this.events.collect(observation);
        this.heap.collect(observation);
        this.space.markFault(FaultView.addressOf(observation.snapshot.fault));
        this.tabs.current.update(observation);
        if (this.pointedAt !== undefined) {
            document.querySelector(`main ${this.pointedAt}`)?.scrollIntoView({ block: "nearest" });
            this.pointedAt = undefined;
        }

        // A kernel that ended in the middle of a change is no surprise.
        const now = performance.now();
        if (now - this.judged >= JUDGE_EVERY && !isOver) {
            this.judged = now;
            const { memory, registers, snapshot } = observation;
            this.alarm.show(disagreements(memory, registers.cr3, snapshot, observation.frames()));
        }
    }
}

function describe(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
