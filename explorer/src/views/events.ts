// The kernel's events, live: a time line and a list, which can be filtered, stopped, and stepped through.

import { EVENT_GROUPS, EVENT_KINDS, EventKind, EventReader, type EventGroup } from "../guest/events";
import type { Watcher, WatchMode } from "../machine/watcher";
import type { Observation } from "../observation";
import { button, element, setText } from "../ui/dom";
import { commandButton, type Try } from "../ui/start-card";
import { counted } from "../ui/text";
import { describeCaller, describeEvent, type NotedEvent } from "./event-text";
import { TimeLine } from "./time-line";
import { STARTING, type Links, type View } from "./view";

const MOST_ROWS = 150;
const MOST_EVENTS = 4000;
const PLAY_INTERVAL = 150;

export class EventsView implements View {
    readonly id = "events";
    readonly title = "Events";
    readonly element: HTMLElement;
    private readonly summary = element("p", { class: "summary" }, STARTING);
    readonly about = "What the kernel does, event by event, newest first: each allocation, mapping, command and fault, "
        + "with the code that asked for it. The kernel can be stopped at each.";
    readonly tries: readonly Try[] = [
        { command: "kmalloc 100", shows: "allocates; the first time the heap has to grow." },
        { command: "alloc_test", shows: "allocates and frees twelve blocks." },
        { command: "map 0xc0000000", shows: "takes a frame for a page, and one for its table." },
    ];
    private readonly nothing = element("p", { class: "readout" });
    private readonly begin: HTMLElement;
    private readonly mode = element("select", { id: "watch" });
    private readonly next: HTMLButtonElement;
    private readonly play: HTMLButtonElement;
    private readonly waiting = element("span", { class: "waiting", role: "status" });
    private readonly timeLine = new TimeLine();
    private readonly list = element("ol",
        { class: "events", hidden: "", reversed: "", tabindex: "0", "aria-label": "Events, newest first" });
    private readonly shownGroups = new Set<EventGroup>(EVENT_GROUPS);
    private reader = new EventReader();
    private noted: NotedEvent[] = [];
    private watcher: Watcher | undefined;
    private playing: number | undefined;
    private mustRedraw = true;

    constructor(private readonly links: Links, private readonly lastTyped: () => string) {
        this.mode.append(
            ...([["record", "record"], ["step", "stop at each"], ["off", "don’t record"]] as const).map(
                ([value, text]) => element("option", { value }, text)));
        this.mode.addEventListener("change", () => { this.watch(this.mode.value as WatchMode); });
        this.next = button("Next event", { id: "next-event" }, () => { this.step(); });
        this.play =
            button("Play slowly", { id: "play", "aria-pressed": "false" },
                () => { this.setPlaying(this.playing === undefined); });
        this.begin = element("p", { class: "readout" }, "No event yet. Type ",
            commandButton("kmalloc 100", command => { links.run(command); }));
        const filters = EVENT_GROUPS.map(group => this.makeFilter(group));
        this.element = element("div", { class: "view events-view" },
            element("div", { class: "controls" }, element("label", { for: "watch" }, "At an event"), this.mode,
                this.next, this.play, this.waiting),
            this.summary, this.timeLine.element,
            element("fieldset", { class: "filters" }, element("legend", {}, "Show"), ...filters), this.nothing,
            this.begin, this.list);
    }

    /** Another machine runs. */
    connect(watcher: Watcher): void {
        this.watcher = watcher;
        this.reader = new EventReader();
        this.noted = [];
        this.mustRedraw = true;
        this.setPlaying(false);
    }

    /** Chooses the kernel's mode at events. */
    watch(mode: WatchMode): void {
        if (this.watcher !== undefined) {
            this.watcher.mode = mode;
        }

        if (mode !== "step") {
            this.setPlaying(false);
        }
    }

    /** Lets the kernel continue to its next event; starts stepping if necessary. */
    step(): void {
        if (this.watcher?.mode !== "step") {
            this.watch("step");
        }

        this.watcher?.wake();
        this.watcher?.step();
    }

    /** Steps automatically, at a readable pace. */
    setPlaying(isPlaying: boolean): void {
        clearInterval(this.playing);
        this.playing = isPlaying ? window.setInterval(() => { this.watcher?.step(); }, PLAY_INTERVAL) : undefined;
        this.play.setAttribute("aria-pressed", String(isPlaying));
        if (isPlaying) {
            this.watcher?.wake();
            if (this.watcher?.mode !== "step") {
                this.watch("step");
            }

            this.watcher?.step();
        }
    }

    get events(): readonly NotedEvent[] {
        return this.noted;
    }

    /** The code that freed a payload last, if that was seen. */
    freedBy(payload: number): string | undefined {
        return this.noted.findLast(({ event }) =>
            event.kind === EventKind.Freed && event.error === 0 && event.address === payload)?.caller;
    }

    /** Call this for every picture, whether the view is shown or not, because the ring holds only the last 256 events.
     * */
    collect(observation: Observation): void {
        const found = this.reader.read(observation.memory, observation.snapshot);
        const commands = found.filter(event => event.kind === EventKind.CommandStarted).length;
        for (const event of found) {
            const { group, name } = EVENT_KINDS.get(event.kind)
                ?? { group: "command" as const, name: `kind ${event.kind}` };
            this.noted.push({ event, group, kind: name,
                text: describeEvent(event, observation.memory, commands === 1 ? this.lastTyped() : ""),
                caller: describeCaller(event, observation.symbols) });
        }

        if (found.length > 0) {
            this.noted = this.noted.slice(-MOST_EVENTS);
            this.mustRedraw = true;
        }
    }

    update(observation: Observation): void {
        const { snapshot } = observation;
        const mode = this.watcher?.mode ?? "off";
        if (this.mode.value !== mode) {
            this.mode.value = mode;
        }

        setText(this.waiting, snapshot.isWaiting ? `The kernel waits at event ${snapshot.events}.`
            : mode === "step" ? "The kernel runs up to its next event: type a command." : "");
        setText(this.summary,
            `${counted(snapshot.events, "event")} recorded since boot` + (this.reader.missed === 0 ? ""
                : `, of which ${this.reader.missed.toLocaleString("en")} came too fast to be read`));
        if (this.mustRedraw) {
            this.mustRedraw = false;
            this.draw();
        }

        this.timeLine.draw(this.shown);
    }

    private get shown(): NotedEvent[] {
        return this.noted.filter(noted => this.shownGroups.has(noted.group));
    }

    private makeFilter(group: EventGroup): HTMLElement {
        const box = element("input", { type: "checkbox", checked: "" });
        box.addEventListener("change", () => {
            if (box.checked) {
                this.shownGroups.add(group);
            } else {
                this.shownGroups.delete(group);
            }

            this.mustRedraw = true;
        });
        return element("label", {}, box, ` ${group}`);
    }

    private draw(): void {
        const { shown } = this;
        setText(this.nothing, "No event of these kinds: choose others above.");
        this.nothing.hidden = shown.length > 0 || this.noted.length === 0;
        this.begin.hidden = this.noted.length > 0;
        this.list.hidden = shown.length === 0;
        this.list.replaceChildren(...shown.slice(-MOST_ROWS).reverse()
            .map(noted => element("li", { class: `group-${noted.group}` },
                element("span", { class: "number" }, String(noted.event.number)),
                element("span", { class: "kind" }, noted.kind), this.what(noted),
                element("span", { class: "by" }, noted.caller))));
    }

    private what(noted: NotedEvent): HTMLElement {
        const { event } = noted;
        const isAddress = noted.group !== "command" && event.address !== 0 && !noted.kind.startsWith("frames");
        return isAddress
            ? element("span", { class: "what" },
                button(noted.text, { class: "link" }, () => { this.links.showAddress(event.address); }))
                : element("span", { class: "what" }, noted.text);
    }
}
