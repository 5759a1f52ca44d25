import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { drawn, prompt, shell, Site } from "./harness";

const CHARACTERS = 100_000;
const LINE = 200;

describe("what is pasted into the terminal", () => {
    let site: Site;
    let page: Page;

    beforeAll(async () => {
        site = await Site.open();
        page = await site.boot();
    });

    afterAll(async () => { await site.close(); });

    it("is executed line by line, all of it, in order", async () => {
        // Each line asks for another number of bytes, so that the blocks tell which lines came, and in which order.
        const sizes = Array.from({ length: CHARACTERS / LINE }, (_, index) => index % 40 + 1);
        await paste(page, sizes.map(size => `kmalloc ${String(size).padStart(LINE - "kmalloc \n".length)}\n`).join(""));
        await expect.poll(() => summary(page)).toContain(`${sizes.length} allocations and 0 frees`);
        await prompt(page);
        expect(await requested(page)).toEqual(sizes);
        expect(await shell(page, "ticks")).toContain("ticks:");
    });
});

async function summary(page: Page): Promise<string> {
    await page.locator("#tab-heap").click();
    return await page.locator(".heap .summary").innerText();
}

// The bytes that each block was asked for, by ascending address: the heap was empty, and grew.
async function requested(page: Page): Promise<number[]> {
    await page.locator(".heap .blocks").focus();
    const found: number[] = [];
    for (let address = ""; ;) {
        await page.keyboard.press("ArrowRight");
        await drawn(page, 2);
        const detail = await page.locator(".heap .detail").innerText();
        const at = /Block at (v0x[0-9a-f]+)/.exec(detail)?.[1] ?? "";
        const size = /\+8\s+(\d+) bytes/.exec(detail)?.[1];
        if (at === address || size === undefined) {
            return found;
        }

        address = at;
        found.push(Number(size));
    }
}

async function paste(page: Page, text: string): Promise<void> {
    await page.locator(".xterm-helper-textarea").evaluate((area, data) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", data);
        area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, text);
}
