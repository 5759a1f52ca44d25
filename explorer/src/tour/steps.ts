// The guided tour: eight steps from a machine without paging to a caught bug. Each runs real commands in the real
// shell.

import { Stage } from "../guest/snapshot";
import type { Stagehand } from "./stagehand";

export interface TourStep {
    readonly title: string;

    /** The explanation, for somebody who has never seen a page table. */
    readonly text: string;

    /** What to look at. */
    readonly look: string;
    readonly run: (hand: Stagehand) => Promise<void>;
}

const PLAYGROUND = 0xc0000000;
const DIRECTORY_PAGE = 0xfffff000;

export const STEPS: readonly TourStep[] = [
    {
        title: "Paging is off",
        text: "The kernel has just started, has cut the memory into pieces of 4 KiB, called frames, and noted which are free; here we stopped it. Paging is off: the address that a program uses is the place in memory itself (a physical address), so any program can overwrite anything.",
        look: "Each cell is a frame: blue ones hold the kernel itself, green ones are free. Point at one to see what it is.",
        run: async hand => {
            await hand.bootTo(Stage.Frames);
            hand.showFrame(0x100);
        },
    },
    {
        title: "Paging is on",
        text: "From now on programs use virtual addresses: each belongs to a page, 4 KiB as well, and the processor looks up in a page table in which frame that page lies, and in the page directory where the table is. The kernel's own pages lie in the frames at the same addresses, so nothing moved.",
        look: "Left: the directory, whose 1024 entries cover 4 MiB each; three are used. Right: the table that the first entry names, a cell a page. Below them: the chosen entry, bit by bit. It is the first page of the kernel's code, which nobody can overwrite any more: R/W is 0.",
        run: async hand => {
            await hand.bootTo(Stage.Paging);
            hand.showAddress(0x100000);
        },
    },
    {
        title: "One address, one walk",
        text: "To find 0xb8000, where the screen's text lies, the processor cuts the address in three: the first 10 bits choose an entry of the directory, the next 10 an entry of that table, and the last 12 the byte inside the page. If an entry says “not present”, the walk ends there: that is a page fault.",
        look: "Follow the arrows from CR3, the register that knows where the directory is, to the frame, and what it holds: letters of the screen and their colours. The shell's pte command, in the terminal, gives the same answer.",
        run: async hand => {
            hand.showWalk(0xb8000);
            await hand.shell("pte 0xb8000");
        },
    },
    {
        title: "Tables that show themselves",
        text: "Page tables lie in frames too, and with paging on the kernel needs a virtual address to change them. The trick: the last entry of the directory names the directory itself, which the processor then takes for a page table, and so all tables show up as pages at the end of the addresses.",
        look: "Entry 1023 names the same frame as CR3. The page at 0xfffff000 is the directory, seen through itself.",
        run: async hand => {
            hand.showAddress(DIRECTORY_PAGE);
            await hand.shell("pte 0xfffff000");
        },
    },
    {
        title: "Map a page",
        text: "No frame belonged to 0xc0000000: the map command takes a free one for it, and another for a page table, as none covered that address. Then poke writes the number 42 there, and the processor notes in the entry that the page was used (A, accessed) and written to (D, dirty).",
        look: "A new directory entry, 768, and its table with one page; bits A and D are below. Type unmap 0xc0000000 in the terminal: the page goes, and its empty table with it.",
        run: async hand => {
            if (hand.isMapped(PLAYGROUND)) {
                await hand.shell("unmap 0xc0000000");
            }

            hand.showAddress(PLAYGROUND);
            await hand.shell("map 0xc0000000");
            await hand.shell("poke 0xc0000000 42");
        },
    },
    {
        title: "The heap, block by block",
        text: "Programs seldom want whole pages, so the heap cuts pages into blocks of any size; before each lies a header, which says how large the block is and who asked for it. The command alloc_test asks for twelve blocks, checks every byte and gives them back, slowed down here so that you can see each step.",
        look: "Blocks appear, a row is a page, and pages are added as they run out. Free neighbours merge into one block. Choose a block meanwhile to read its header.",
        run: async hand => {
            hand.showView("heap");
            await hand.slowly("alloc_test");
        },
    },
    {
        title: "A fault, explained",
        text: "A pointer that was never set is often 0, so the kernel keeps page 0 read-only: a write through such a pointer is stopped by the processor with a page fault. The kernel says who did it and where, ends that command, and goes on.",
        look: "The line of source that wrote, and the table entry that forbade it. Choose the address to see it marked in the address space.",
        run: async hand => {
            hand.showView("fault");
            await hand.shell("fault null");
        },
    },
    {
        title: "A use after free is caught",
        text: "A use after free: a block is given back, and somebody still writes to it, perhaps into what is another's by then. This heap fills freed blocks with a pattern, so that heap check finds the write, says whose block it was and who freed it, and quarantines it: nobody is given damaged memory.",
        look: "The damaged block has turned red. The report in the terminal names the address, the bytes that were found, and the lines that allocated and freed it.",
        run: async hand => {
            hand.showView("heap");
            const pointer = pointerIn(await hand.shell("kmalloc 64"));
            await hand.shell("kmalloc 32");
            await hand.shell(`kfree ${pointer}`);
            await hand.shell(`poke 0x${(Number(pointer) + 24).toString(16)} 0xbadc0de`);
            await hand.shell("heap check");
            hand.chooseBlock(Number(pointer));
        },
    },
];

// kmalloc answers `pointer: v0x…`.
function pointerIn(answer: string): string {
    const found = /pointer: v(0x[0-9a-f]+)/.exec(answer)?.[1];
    if (found === undefined) {
        throw new Error(`kmalloc gave no pointer: ${answer.trim()}`);
    }

    return found;
}
