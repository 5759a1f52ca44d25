// The guided tour: eight steps from a machine without paging to a caught bug. Each runs real commands in the real
// shell, and before that asks what will be seen.

import { FRAME_KINDS } from "../guest/frames";
import { frameAddress, isPagingOn, isPresent, readTable, walk } from "../guest/paging";
import { PAGE_SIZE } from "../guest/layout";
import { Stage } from "../guest/snapshot";
import type { Observation } from "../observation";
import type { Stagehand } from "./stagehand";

/** A question whose answer is a number. */
export interface Question {
    readonly text: string;

    /** Why the answer, which was measured, is what it is. */
    readonly because: string;
}

export interface TourStep {
    readonly title: string;

    /** The explanation, for somebody who has never seen a page table. */
    readonly text: string;
    readonly question: Question;

    /** What to look at, and the selector of the part of the page that it names. */
    readonly look: string;
    readonly at: string;

    /** Performs the step. Resolves with the answer to its question, as memory has it. */
    readonly run: (hand: Stagehand) => Promise<number>;
}

const PLAYGROUND = 0xc0000000;
const DIRECTORY_PAGE = 0xfffff000;
const SCREEN = 0xb8000;
const CODE = 0x100000;

export const STEPS: readonly TourStep[] = [
    {
        title: "Paging is off",
        text: "The kernel has just started. It has cut memory into pieces of 4 KiB, called frames, and noted which are "
            + "free; here we stop it. Paging is off: an address is the place in memory itself (a physical address), "
            + "and any code can overwrite any byte.",
        question: { text: "The kernel’s code begins at address 0x100000. Which frame is that, counted from 0?",
            because: "0x100000 divided by 4 KiB, which is 0x1000, is 0x100." },
        look: "Each cell is a frame: blue ones hold the kernel itself, green ones are free. Point "
            + "at one to see what it is.",
        at: ".frames .cell-grid",
        run: async hand => {
            await hand.bootTo(Stage.Frames);
            hand.showFrame(CODE / PAGE_SIZE);
            return hand.observation.frames().kinds.indexOf(FRAME_KINDS.indexOf("code"));
        },
    },
    {
        title: "Paging is on",
        text: "From now on the kernel uses virtual addresses. Each belongs to a page of 4 KiB; the processor looks up "
            + "in a page table in which frame that page lies, and in the page directory where the table is. The "
            + "kernel’s own pages lie in the frames at the same addresses, so nothing moved.",
        question: { text: "The directory has 1024 entries. The kernel needs one for its own 4 MiB, five for what it "
            + "will know of address spaces, one for its stacks, and one trick of step 4. How many are present?",
            because: "The others lead nowhere: using one of their addresses is a page fault." },
        look: "Left the directory, whose entries cover 4 MiB each; beside it the table that the first entry names, a "
            + "cell a page; and the chosen entry, bit by bit. It is the first page of the kernel’s code, which nobody "
            + "can overwrite any more: R/W is 0.",
        at: ".space .entry-figure",
        run: async hand => {
            await hand.bootTo(Stage.Paging);
            hand.showAddress(CODE);
            return directory(hand.observation).filter(isPresent).length;
        },
    },
    {
        title: "One address, one walk",
        text: "To find 0xb8000, where the screen’s text lies, the processor cuts the address in three: the first 10 "
            + "bits choose an entry of the directory, the next 10 an entry of that table, and the last 12 the byte "
            + "inside the page. If an entry says “not present”, the walk ends there: that is a page fault.",
        question: { text: "Which entry of the table will the walk of 0xb8000 use?",
            because: "The last 12 bits, three hexadecimal digits, are the place in the page: 0xb8 "
                + "remains, which is 184." },
        look: "Follow the arrows from CR3, the register that knows where the directory is, to the frame, and what it "
            + "holds: letters of the screen and their colours. The shell’s pte command, in the "
            + "terminal, gives the same answer.",
        at: ".walk",
        run: async hand => {
            hand.showWalk(SCREEN);
            await hand.shell("pte 0xb8000");
            const taken = walk(hand.observation.memory, hand.observation.registers.cr3, SCREEN);
            return ((taken.tableEntryAddress ?? 0) - frameAddress(taken.directoryEntry)) / 4;
        },
    },
    {
        title: "Tables that show themselves",
        text: "Page tables lie in frames too, and with paging on the kernel needs a virtual address to change them. "
            + "The trick: one entry of the directory names the directory itself. The processor takes it for a page "
            + "table, and so all tables show up as pages.",
        question: { text: "The tables appear in the last 4 MiB of all addresses. Which directory entry names the "
            + "directory?", because: "The last one of 1024, counted from 0." },
        look: "Entry 1023 names the same frame as CR3. The page at 0xfffff000 is the directory, seen through itself.",
        at: ".space .detail",
        run: async hand => {
            hand.showAddress(DIRECTORY_PAGE);
            await hand.shell("pte 0xfffff000");
            const { cr3 } = hand.observation.registers;
            return directory(hand.observation)
                .findIndex(entry => isPresent(entry) && frameAddress(entry) === frameAddress(cr3));
        },
    },
    {
        title: "Map a page",
        text: "No frame belongs to 0xc0000000: the map command takes a free one for it, and another for a page table, "
            + "as none covers that address. Then poke writes the number 42 there, and the processor notes in the entry "
            + "that the page was used (A, accessed) and written to (D, dirty).",
        question: { text: "Which directory entry will change? Each covers 4 MiB, which is 0x400000.",
            because: "0xc0000000 divided by 0x400000 is 0x300: three quarters of 1024." },
        look: "A new directory entry, its table with one page, and bits A and D. Type unmap 0xc0000000 in the "
            + "terminal: the page goes, and its empty table with it.",
        at: ".space .entry-figure",
        run: async hand => {
            const { memory, registers } = await hand.look();
            if (isPagingOn(registers) && walk(memory, registers.cr3, PLAYGROUND).physical !== undefined) {
                await hand.shell("unmap 0xc0000000");
            }

            hand.showAddress(PLAYGROUND);
            const before = directory(hand.observation);
            await hand.shell("map 0xc0000000");
            await hand.shell("poke 0xc0000000 42");
            return directory(hand.observation)
                .findIndex((entry, index) => isPresent(entry) && !isPresent(before[index] ?? 0));
        },
    },
    {
        title: "The heap, block by block",
        text: "Whole pages are too large for most things, so the heap cuts pages into blocks of any size; before each "
            + "lies a header, which says how large the block is and who asked for it. The command alloc_test asks for "
            + "twelve blocks, checks every byte and gives them back, slowed down here so that you can see each step.",
        question: { text: "How many more blocks will be in use when alloc_test has ended?",
            because: "All twelve were given back; the heap keeps some pages for the next request." },
        look: "Blocks appear, a row is a page, and pages are added as they run out. Free neighbours merge into one "
            + "block. Choose a block meanwhile to read its header.",
        at: ".heap .blocks",
        run: async hand => {
            hand.showView("heap");
            const before = (await hand.look()).heap()?.live ?? 0;
            await hand.slowly("alloc_test");
            return (hand.observation.heap()?.live ?? 0) - before;
        },
    },
    {
        title: "A fault, explained",
        text: "A pointer that was never set is often 0, so the kernel keeps one page read-only: a write through such a "
            + "pointer is stopped by the processor with a page fault. The kernel says who did it and where, ends "
            + "that command, and goes on.",
        question: { text: "Which table entry will forbid the write? It goes to address 0.",
            because: "Address 0 lies in the first page of the first table." },
        look: "The line of source that wrote, and the table entry that forbade it. Choose the address to see it "
            + "marked in the address space.",
        at: ".fault .source",
        run: async hand => {
            hand.showView("fault");
            await hand.shell("fault null");
            return Math.floor(hand.observation.snapshot.fault.address / PAGE_SIZE) % 1024;
        },
    },
    {
        title: "A use after free is caught",
        text: "A use after free: a block is given back, and somebody still writes to it, perhaps into what is "
            + "another’s by then. This heap fills freed blocks with a pattern, so that heap check finds the write, "
            + "says whose block it was and who freed it, and quarantines it: nobody is given damaged memory.",
        question: { text: "Two blocks are taken, the first is freed, and its 24th byte written. How many will be "
            + "quarantined?", because: "Only the freed block lost its pattern; its neighbour is as it was." },
        look: "The damaged block has turned red. The report in the terminal names the address, the bytes that were "
            + "found, and the lines that allocated and freed it.",
        at: ".heap .detail",
        run: async hand => {
            hand.showView("heap");
            const before = quarantined(await hand.look());
            const pointer = pointerIn(await hand.shell("kmalloc 64"));
            await hand.shell("kmalloc 32");
            await hand.shell(`kfree ${pointer}`);
            await hand.shell(`poke 0x${(Number(pointer) + 24).toString(16)} 0xbadc0de`);
            await hand.shell("heap check");
            hand.chooseBlock(Number(pointer));
            return quarantined(hand.observation) - before;
        },
    },
];

function directory({ memory, registers }: Observation): Uint32Array {
    return readTable(memory, frameAddress(registers.cr3));
}

function quarantined(observation: Observation): number {
    return observation.heap()?.blocks.filter(block => block.state === "quarantined").length ?? 0;
}

// kmalloc answers `pointer: v0x…`.
function pointerIn(answer: string): string {
    const found = /pointer: v(0x[0-9a-f]+)/.exec(answer)?.[1];
    if (found === undefined) {
        throw new Error(`kmalloc gave no pointer: ${answer.trim()}`);
    }

    return found;
}
