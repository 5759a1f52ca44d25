// Takes the documents' pictures from the built page: npm run pictures -- FOLDER. Run by ./osmosis docs, which knows
// their names too.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyPalette, GIFEncoder, quantize, type Encoder } from "gifenc";
import { PNG } from "pngjs";
import { chromium, type BrowserContextOptions, type Page } from "playwright-core";
import { addressOf, chooseCell, CHROMIUM, prompt, serveSite, shell, showView, Site, type } from "./harness";

const SCREEN = { width: 1280, height: 800 };
const FRAME_TIME = 900;
const LAST_FRAME_TIME = 2500;
const FRAMES = 12;

// The kernel comes to its next event at once, if there is one.
const EVENT_TIME = 5000;
const COLORS = 64;

// By then the page has drawn the changes.
const SETTLE_TIME = 120;

/** Every view except the first, which the screenshot of the whole page shows, with the actions that give it something
 * to show. */
const VIEWS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    translate: async page => {
        await page.getByRole("button", { name: "0xb8000", exact: true }).click();
    },
    frames: async page => {
        const directory = await pageOf(page, "paging");
        await chooseCell(page, ".frames", directory >> 5);
        await chooseCell(page, ".frames", directory & 0x3ff);
    },
    heap: async page => {
        const blocks: (string | undefined)[] = [];
        for (const bytes of [700, 64, 900, 40, 2000, 1500, 300]) {
            blocks.push(/v(0x[0-9a-f]+)/.exec(await shell(page, `kmalloc ${bytes}`))?.[1]);
        }

        for (const index of [0, 2, 5]) {
            await shell(page, `kfree ${blocks[index] ?? "no pointer"}`);
        }
    },
    events: async () => { /* The heap's commands have left enough. */ },
    fault: async page => {
        // Its report is longer than the terminal.
        await type(page, "fault null");
        await page.getByText("Fault 1 since boot").waitFor();
        await prompt(page);
    },
};

/** Number of the page or frame whose physical address a command of the shell answers first. */
async function pageOf(page: Page, command: string): Promise<number> {
    const address = /p(0x[0-9a-f]+)/.exec(await shell(page, command))?.[1];
    if (address === undefined) {
        throw new Error(`${command} answers no physical address`);
    }

    return Number(address) >> 12;
}

/** The kernel's address space, with one of its entries bit by bit. */
async function screenshot(page: Page, path: string): Promise<void> {
    const variables = await pageOf(page, "resolve osmosis_snapshot");
    await shell(page, "pte osmosis_snapshot");
    await showView(page, "space");
    await chooseCell(page, ".space .pair > section:nth-child(1)", 0);
    await chooseCell(page, ".space .pair > section:nth-child(2)", variables);
    await page.getByText(`Table entry ${variables} of directory entry 0`).waitFor();
    await page.screenshot({ path });
}

/** One view, without the console beside it. */
async function view(page: Page, name: string, path: string): Promise<void> {
    await showView(page, name);
    await VIEWS[name]?.(page);
    await page.waitForTimeout(SETTLE_TIME);

    // A view may be longer than the room above the console.
    const alone =
        await page.addStyleTag({
            content: "body { height: auto; overflow: visible } main { overflow: visible } .dock { display: none }" });
    await page.locator(`#panel-${name}`).screenshot({ path });
    await alone.evaluate(style => { (style as HTMLElement).remove(); });
}

/** The heap while alloc_test runs event by event: a frame for each change of its blocks. */
async function animation(page: Page, path: string): Promise<void> {
    await showView(page, "events");
    await page.locator("#watch").selectOption("step");
    await showView(page, "heap");
    await type(page, "alloc_test");
    const gif = GIFEncoder();
    let seen = "";
    let frames = 0;
    while (frames < FRAMES && await isStopped(page)) {
        await page.waitForTimeout(SETTLE_TIME);
        const summary = await page.locator(".heap .summary").innerText();
        if (summary.includes("live block") && !summary.includes(" 0 live blocks") && summary !== seen) {
            seen = summary;
            frames++;
            addFrame(gif, await page.locator("main").screenshot(), frames === FRAMES ? LAST_FRAME_TIME : FRAME_TIME);
        }

        await page.locator("#next-event").evaluate((next: HTMLElement) => { next.click(); });
    }

    if (frames < FRAMES) {
        throw new Error(
            `alloc_test showed ${frames} pictures of the heap, and stops at no further event; the `
                + `animation needs ${FRAMES}`);
    }

    gif.finish();
    writeFileSync(path, gif.bytes());
}

async function isStopped(page: Page): Promise<boolean> {
    return await page.locator(".state", { hasText: "stopped at an event" }).waitFor({ timeout: EVENT_TIME })
        .then(() => true, () => false);
}

function addFrame(gif: Encoder, screenshot: Buffer, delay: number): void {
    const { data, width, height } = PNG.sync.read(screenshot);
    const palette = quantize(data, COLORS);
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay });
}

const folder = process.argv[2];
if (folder === undefined) {
    throw new Error("usage: npm run pictures -- FOLDER");
}

const server = await serveSite();
const site = new Site(await chromium.launch(CHROMIUM), addressOf(server));
try {
    const look: BrowserContextOptions = { viewport: SCREEN, reducedMotion: "reduce", colorScheme: "light" };
    const page = await site.boot("", look);
    await screenshot(page, join(folder, "explorer.png"));
    await animation(page, join(folder, "alloc-test.gif"));
    await page.close();
    const fresh = await site.boot("", look);
    for (const name of Object.keys(VIEWS)) {
        await view(fresh, name, join(folder, `explorer-${name}.png`));
    }
} finally {
    await site.close();
    await server.close();
}
