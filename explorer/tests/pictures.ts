// Takes the README's pictures from the built page: npm run pictures -- SCREENSHOT.png ANIMATION.gif. Run by ./osmosis docs.

import { writeFileSync } from "node:fs";
import { applyPalette, GIFEncoder, quantize, type Encoder } from "gifenc";
import { PNG } from "pngjs";
import type { Page } from "playwright-core";
import { chooseCell, shell, showView, Site, type } from "./harness";

const SCREEN = { width: 1200, height: 800 };
const FRAME_TIME = 900;
const LAST_FRAME_TIME = 2500;
const FRAMES = 12;

// The kernel comes to its next event at once, if there is one.
const EVENT_TIME = 5000;
const COLORS = 64;

// By then the page has drawn what changed.
const SETTLE_TIME = 120;
const HEAP_AREA = { x: 528, y: 44, width: 672, height: 640 };
const VARIABLES = 0x12d;

/** The kernel's address space, with one of its entries bit by bit. */
async function screenshot(page: Page, path: string): Promise<void> {
    await shell(page, "pte 0x12d000");
    await showView(page, "space");
    await chooseCell(page, ".space .pair > section:nth-child(1)", 0);
    await chooseCell(page, ".space .pair > section:nth-child(2)", VARIABLES);
    await page.getByText(`Table entry ${VARIABLES} of directory entry 0`).waitFor();
    await page.evaluate(() => { scrollTo(0, 0); });
    await page.screenshot({ path });
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
            addFrame(gif, await page.screenshot({ clip: HEAP_AREA }), frames === FRAMES ? LAST_FRAME_TIME : FRAME_TIME);
        }

        await page.locator("#next-event").evaluate((next: HTMLElement) => { next.click(); });
    }

    if (frames < FRAMES) {
        throw new Error(`alloc_test showed ${frames} pictures of the heap, and stops at no further event; the animation needs ${FRAMES}`);
    }

    gif.finish();
    writeFileSync(path, gif.bytes());
}

async function isStopped(page: Page): Promise<boolean> {
    return await page.getByText("stopped at an event").waitFor({ timeout: EVENT_TIME }).then(() => true, () => false);
}

function addFrame(gif: Encoder, screenshot: Buffer, delay: number): void {
    const { data, width, height } = PNG.sync.read(screenshot);
    const palette = quantize(data, COLORS);
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay });
}

const [still, moving] = process.argv.slice(2);
if (still === undefined || moving === undefined) {
    throw new Error("usage: npm run pictures -- SCREENSHOT.png ANIMATION.gif");
}

const site = await Site.open();
try {
    const page = await site.boot("", { viewport: SCREEN, reducedMotion: "reduce", colorScheme: "light" });
    await screenshot(page, still);
    await animation(page, moving);
} finally {
    await site.close();
}
