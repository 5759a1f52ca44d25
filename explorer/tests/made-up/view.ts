// One view of a made-up kernel, in a page of its own: index.html?view=heap&state=no-heap. Without a state, the view has seen nothing yet.

import { DIRECTORY, HEAP_START, LOW_TABLE, madeUpKernel, setPointed, setWord, SNAPSHOT } from "../../src/guest/made-up-kernel";
import type { MadeUpMemory } from "../../src/guest/made-up";
import { Stage } from "../../src/guest/snapshot";
import { SymbolTable } from "../../src/guest/symbols";
import { Observer } from "../../src/observation";
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
const NO_LINKS: Links = { showAddress: () => undefined, showWalk: () => undefined, showFrame: () => undefined };

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
const views: readonly View[] = [new SpaceView(NO_LINKS), new TranslateView(NO_LINKS), new FramesView(NO_LINKS), new HeapView(), new EventsView(NO_LINKS, () => ""), new FaultView(NO_LINKS, () => "")];
const view = views.find(candidate => candidate.id === wanted.get("view"));
if (view === undefined) {
    throw new Error(`${location.search} asks for no view`);
}

document.body.append(view.element);
const prepare = STATES[wanted.get("state") ?? ""];
if (prepare !== undefined) {
    const memory = madeUpKernel();
    const cr0 = prepare(memory);
    const image = { layout: { start: 0x100000, codeEnd: 0x102000, constantsEnd: 0x103000, end: 0x104000 }, symbols: new Map<string, number>(), bytes: new Uint8Array() };
    const observation = new Observer(memory, image, new SymbolTable(new Uint8Array()), SNAPSHOT).observe({ cr0, cr2: 0, cr3: DIRECTORY });
    if (observation !== undefined) {
        view.update(observation);
    }
}
