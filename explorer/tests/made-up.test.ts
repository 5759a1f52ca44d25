import { fileURLToPath } from "node:url";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { chromium, type Browser, type Page } from "playwright-core";

const SEEDS = 60;
const MOST_TIME = 2000;
const STARTING = "The machine is starting.";

// The text of a view when there is nothing to draw, and a part of the view that must not be there then.
const STATES: readonly (readonly [view: string, state: string, text: string, hidden: string])[] = [
    ...["space", "frames", "heap", "fault"].map(view => [view, "", STARTING, ".beside"] as const),
    ["events", "", STARTING, ".events"],
    ["translate", "", STARTING, ".walk"],
    ["space", "paging-off", "Paging is off: every address is a physical address, and there are no tables to draw.",
        ".cells"],
    ["translate", "paging-off", "Paging is off: 0x000b8000 is a physical address already, and nothing is translated.",
        ".walk"],
    ["frames", "not-counted", "The kernel hasn't counted the frames yet.", ".frames .detail"],
    ["heap", "paging-off", "There is no heap yet: the kernel makes it when paging is on.", ".blocks"],
    ["heap", "no-heap", "There is no heap yet: the kernel makes it when paging is on.", ".blocks"],
    ["heap", "empty-heap", "No page is mapped for the heap: the next kmalloc maps one.", ".changes"],
    ["heap", "nothing-yet", "Nothing since the page began to look. Type", ".changes"],
    ["events", "nothing-yet", "No event yet. Type", ".events"],
    ["fault", "nothing-yet", "No fault since boot. Cause one:", ".rows"],
];

describe("with nothing to draw", () => {
    let server: ViteDevServer;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
        server = await createServer({ root: fileURLToPath(new URL("..", import.meta.url)), configFile: false,
            logLevel: "warn", server: { host: "127.0.0.1", hmr: false }, optimizeDeps: { noDiscovery: true } });
        [browser] = await Promise.all([chromium.connect(inject("browser")), server.listen()]);
        page = await browser.newPage();
    });

    afterAll(async () => {
        await browser.close();
        await server.close();
    });

    it.each(STATES)("the view %s says so: %s", async (view, state, text, hidden) => {
        const errors: string[] = [];
        page.removeAllListeners("pageerror");
        page.on("pageerror", error => { errors.push(error.message); });
        await page.goto(`${server.resolvedUrls?.local[0] ?? ""}tests/made-up/index.html?view=${view}&state=${state}`);
        await page.locator(".view").first().waitFor();
        expect(await page.locator("body").innerText()).toContain(text);
        expect(await page.locator(hidden).filter({ visible: true }).count()).toBe(0);
        expect(errors).toEqual([]);
    });

    it.each(["space", "translate", "frames", "heap", "events", "fault"])("the view %s draws whatever memory says",
        async view => {
            await page.goto(
                `${server.resolvedUrls?.local[0] ?? ""}tests/made-up/index.html?view=${view}&damaged=${SEEDS}`);
            await page.locator("body[data-longest]").waitFor();
            expect(await page.locator("body").getAttribute("data-failures")).toBe("");
            expect(Number(await page.locator("body").getAttribute("data-longest"))).toBeLessThan(MOST_TIME);
        });

    it("a view that has something to draw draws it", async () => {
        await page.goto(`${server.resolvedUrls?.local[0] ?? ""}tests/made-up/index.html?view=space&state=nothing-yet`);
        await page.locator(".cells").first().waitFor();
        expect(await page.locator("body").innerText()).toContain("3 of 1024 entries are present");
    });
});
