// The guided tour: eight steps from a machine without paging to a bug that is caught. Each runs real commands in the real shell.

import { Stage } from "../guest/snapshot";
import type { Stagehand } from "./stagehand";

export interface TourStep {
    readonly title: string;

    /** What happens, for somebody who has never seen a page table. */
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
        text: "The kernel has just started, and we stopped it. Paging is off: the address that a program uses is the address in memory, so anything can overwrite anything. All that the kernel has done so far is to sort memory into frames of 4 KiB and note which are free.",
        look: "Each cell is a frame. Blue ones hold the kernel itself, green ones are free. There is no page table anywhere yet.",
        run: async hand => {
            await hand.bootTo(Stage.Frames);
            hand.showFrame(0x100);
        },
    },
    {
        title: "Paging is on",
        text: "Now the kernel has built a page directory and two page tables, and set one bit of the processor. From here on the processor looks every address up in these tables first. The kernel's own pages are mapped to themselves, so nothing moved.",
        look: "Left: the directory, 1024 entries of 4 MiB each; three are used. Right: the table that the first one points to, a cell a page. Kernel code is read-only from now on.",
        run: async hand => {
            await hand.bootTo(Stage.Paging);
            hand.showAddress(0x100000);
        },
    },
    {
        title: "One address, one walk",
        text: "To find 0xb8000, where the screen's text lies, the processor cuts the address in three. The first 10 bits choose a directory entry, the next 10 a table entry, and the last 12 the byte inside the page. Had any entry said “not present”, it would have stopped with a page fault.",
        look: "Follow the arrows from CR3 to the frame. The shell's pte command, in the terminal, gives the same answer.",
        run: async hand => {
            hand.showWalk(0xb8000);
            await hand.shell("pte 0xb8000");
        },
    },
    {
        title: "Tables that show themselves",
        text: "Page tables lie in memory like everything else, and with paging on the kernel needs an address to change them. The last directory entry points back at the directory: so the processor takes the directory for a table, and all tables appear as pages at the end of the address space.",
        look: "Entry 1023 and the frame in CR3 are the same. That page, 0xfffff000, is the directory, seen through itself.",
        run: async hand => {
            hand.showAddress(DIRECTORY_PAGE);
            await hand.shell("pte 0xfffff000");
        },
    },
    {
        title: "Map a page",
        text: "Nothing lies at 0xc0000000. The map command takes a free frame for it; as no table covers that address yet, it takes a second frame for a new table first. Then the address works: poke writes there, and the processor sets the entry's dirty bit.",
        look: "A new directory entry, 768, with a table of one page. Try unmap 0xc0000000 yourself: the page goes, and its empty table with it.",
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
        text: "Programs seldom want whole pages. The heap cuts pages into blocks, each with a header that says how large it is and who asked for it. alloc_test allocates twelve blocks, checks every byte, and frees them in an order that makes neighbours merge. We slow it down so that you can see each step.",
        look: "Blocks appear, pages are added when they run out, and freed neighbours become one. Choose a block to read its header.",
        run: async hand => {
            hand.showView("heap");
            await hand.slowly("alloc_test");
        },
    },
    {
        title: "A fault, explained",
        text: "A pointer that was never set is 0. The kernel keeps page 0 read-only, so that a write through it stops at once instead of destroying something. The processor reports a page fault; the kernel says who did it, where, and ends the command. The system goes on.",
        look: "The source line that wrote, and the entry that forbade it. Choose the address to see it marked in the address space.",
        run: async hand => {
            hand.showView("fault");
            await hand.shell("fault null");
        },
    },
    {
        title: "A use after free is caught",
        text: "The most feared bug of all: a block is freed, and somebody still writes to it. Freed memory is filled with a pattern, and its header is sealed. So heap check sees the write, says which block it was and who freed it, and sets the block aside, so that nobody gets damaged memory.",
        look: "The damaged block has turned red. The report in the terminal names the address, the bytes that were found, and both owners.",
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
