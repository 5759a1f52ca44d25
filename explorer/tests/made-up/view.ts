// One view of a made-up kernel, in a page of its own: index.html?view=heap&state=no-heap. Without a state, the view has
// seen nothing yet.

import { DIRECTORY, HEAP_START, LOW_TABLE, madeUpKernel, setPointed, setWord,
    SNAPSHOT } from "../../src/guest/made-up-kernel";
import type { MadeUpMemory } from "../../src/guest/made-up";
import { damage } from "../../src/guest/made-up-damage";
import { SnapshotError, Stage } from "../../src/guest/snapshot";
import { SymbolTable } from "../../src/guest/symbols";
import { Observer, type Observation } from "../../src/observation";
import "../../src/ui/colours.css";
import "../../src/ui/page.css";
import "../../src/ui/views.css";
import { EventsView } from "../../src/views/events";
import { FaultView } from "../../src/views/fault";
import { FramesView } from "../../src/views/frames";
import { HeapView } from "../../src/views/heap";
import { SpaceView } from "../../src/views/space";
import { TranslateView } from "../../src/views/translate";
import type { Links, View } from "../../src/views/view";

const PAGING_ON = 0x80000000;
const NO_LINKS: Links = { showView: () => undefined, run: () => undefined, showAddress: () => undefined,
    showWalk: () => undefined, showFrame: () => undefined };

// Changes to the made-up kernel, which is at its prompt with paging on, before it is shown. Each returns CR0.
const STATES: Readonly<Record<string, (memory: MadeUpMemory) => number>> = {
    "paging-off": memory => {
        setWord(memory, 16, Stage.Frames);
        return 0;
    },
    "not-counted": memory => {
        setWord(memory, 16, Stage.Entered);
        return 0;
    },
    "no-heap": memory => {
        setWord(memory, 16, Stage.Paging);
        return PAGING_ON;
    },
    "empty-heap": memory => {
        memory.setWord(LOW_TABLE + 8 * 4, 0);
        setPointed(memory, 172, HEAP_START + 4);
        return PAGING_ON;
    },
    "nothing-yet": () => PAGING_ON,
};

const wanted = new URLSearchParams(location.search);
const views: readonly View[] = [new SpaceView(NO_LINKS), new TranslateView(NO_LINKS), new FramesView(NO_LINKS),
    new HeapView(NO_LINKS, () => undefined), new EventsView(NO_LINKS, () => ""), new FaultView(NO_LINKS, () => "")];
const view = views.find(candidate => candidate.id === wanted.get("view"));
if (view === undefined) {
    throw new Error(`${location.search} asks for no view`);
}

document.body.append(view.element);
const image = { layout: { start: 0x100000, codeEnd: 0x102000, constantsEnd: 0x103000, end: 0x104000 },
    symbols: new Map<string, number>(), bytes: new Uint8Array() };
const prepare = STATES[wanted.get("state") ?? ""];
if (prepare !== undefined) {
    const memory = madeUpKernel();
    draw(view, memory, prepare(memory));
}

// Damaged memory, again and again: the seeds with which the view failed, and the longest time of a picture.
const seeds = Number(wanted.get("damaged"));
if (seeds > 0) {
    const failures: string[] = [];
    let longest = 0;
    for (let seed = 1; seed <= seeds; seed++) {
        const memory = madeUpKernel();
        damage(memory, seed);
        const start = performance.now();
        try {
            draw(view, memory, PAGING_ON);
        } catch (error) {
            if (!(error instanceof SnapshotError)) {
                failures.push(`${seed}: ${String(error)}`);
            }
        }

        longest = Math.max(longest, performance.now() - start);
    }

    document.body.dataset.failures = failures.join("; ");
    document.body.dataset.longest = String(longest);
}

function draw(drawn: View & { collect?(observation: Observation): void }, memory: MadeUpMemory, cr0: number): void {
    const observation = new Observer(memory, image, new SymbolTable(new Uint8Array()),
        SNAPSHOT).observe({ cr0, cr2: 0, cr3: DIRECTORY });
    if (observation !== undefined) {
        drawn.collect?.(observation);
        drawn.update(observation);
    }
}
