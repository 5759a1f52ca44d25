import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { prompt, shell, showView, Site } from "./harness";

const CHARACTERS = 100_000;
const LINE = 200;

/** A picture of the heap for each line takes the longer the larger it is. */
const SMALL = { width: 800, height: 500 };

/** Milliseconds between two looks at what has been executed so far. */
const LOOK_AGAIN = 500;

describe("what is pasted into the terminal", () => {
    let site: Site;
    let page: Page;

    beforeAll(async () => {
        site = await Site.open();
        page = await site.boot("", { viewport: SMALL });
    });

    afterAll(async () => { await site.leave(page); });

    it("is executed line by line, all of it, in order", async () => {
        // Each line asks for another number of bytes, so that the blocks tell which lines came, and in which order.
        const sizes = Array.from({ length: CHARACTERS / LINE }, (_, index) => index % 40 + 1);
        await paste(page, sizes.map(size => `kmalloc ${String(size).padStart(LINE - "kmalloc \n".length)}\n`).join(""));
        await showView(page, "heap");
        await expect.poll(() => page.locator(".heap .summary").innerText(), { interval: LOOK_AGAIN })
            .toContain(`${sizes.length} allocations and 0 frees`);
        await prompt(page);
        expect(await requested(page)).toEqual(sizes);
        expect(await shell(page, "ticks")).toContain("ticks:");
    });
});

// The bytes that each block was asked for, by ascending address: the heap was empty, and grew. In the page, a key for
// each picture: the page draws what is chosen before it calls who asked for the next picture after it.
async function requested(page: Page): Promise<number[]> {
    return await page.evaluate(() => new Promise<number[]>(resolve => {
        const found: number[] = [];
        let address = "";
        const look = (): void => {
            const detail = document.querySelector<HTMLElement>(".heap .detail")?.innerText ?? "";
            const at = /Block at (v0x[0-9a-f]+)/.exec(detail)?.[1] ?? "";
            const size = /\+8\s+(\d+) bytes/.exec(detail)?.[1];
            if (at === address || size === undefined) {
                resolve(found);
            } else {
                address = at;
                found.push(Number(size));
                press();
            }
        };
        const press = (): void => {
            document.querySelector(".heap .blocks")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            requestAnimationFrame(look);
        };
        requestAnimationFrame(press);
    }));
}

async function paste(page: Page, text: string): Promise<void> {
    await page.locator(".xterm-helper-textarea").evaluate((area, data) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", data);
        area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, text);
}
