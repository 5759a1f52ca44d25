import { beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { drawn, prompt, shell, showView, Site, terminal, type } from "./harness";
import { sharePage } from "./shared-page";

describe("the machine in the page", () => {
    let site: Site;

    beforeAll(async () => { site = await Site.open(); });

    const shared = sharePage(() => site.boot());

    it("passes alloc_test", async () => {
        expect(await shell(await shared(), "alloc_test")).toBe("alloc_test: passed (12 blocks, 35926 bytes)");
    });

    it("shows alloc_test's blocks appear and go, event by event", async () => {
        const page = await shared();
        await showView(page, "events");
        await page.locator("#watch").selectOption("step");
        await type(page, "alloc_test");
        await page.getByText("The kernel waits at event").waitFor();
        await showView(page, "heap");
        await expect.poll(() => liveBlocks(page)).toBe(0);
        await stepUntil(page, async () => await liveBlocks(page) === 12);
        expect(await heapPixels(page)).toBeGreaterThan(1000);
        await stepUntil(page, async () => (await page.locator(".changes").innerText()).includes("merge"));
        await showView(page, "events");
        await page.locator("#watch").selectOption("record");
        await prompt(page);
        await showView(page, "heap");
        await page.getByText("0 live blocks").waitFor();
        expect(await heapPixels(page)).toBe(0);
        const log = await page.locator(".changes").innerText();
        for (const word of ["allocate", "merge", "grow", "shrink"]) {
            expect(log).toContain(word);
        }
    });

    it("stops the machine, and lets it go on", async () => {
        const page = await shared();
        await page.locator("#pause").click();
        await page.locator(".state", { hasText: "paused" }).waitFor();
        const before = await page.locator(".state").innerText();
        await type(page, "ticks");
        await drawn(page, 20);
        expect(await page.locator(".state").innerText()).toBe(before);
        expect(await terminal(page)).not.toContain("ticks:");
        await page.locator("#pause").click();
        await page.locator(".xterm-rows", { hasText: "ticks:" }).waitFor();
    });

    it("says in red when page tables and counts disagree, and only then", async () => {
        const page = await shared();
        const alarm = page.locator(".alarm");
        expect(await alarm.isVisible()).toBe(false);
        await shell(page, "poke 0xffc00c00 0x00300003");
        await alarm.waitFor({ state: "visible" });
        expect(await alarm.innerText())
            .toMatch(/The table of directory entry 0 has \d+ present entries; the kernel counts \d+/);
        await shell(page, "poke 0xffc00c00 0");
        await alarm.waitFor({ state: "hidden" });
    });
});

async function liveBlocks(page: Page): Promise<number> {
    return Number(/(\d+) live block/.exec(await page.locator(".heap .summary").innerText())?.[1] ?? Number.NaN);
}

// Lets the kernel continue, an event at a time, like the button.
async function stepUntil(page: Page, condition: () => Promise<boolean>): Promise<void> {
    for (let step = 0; step < 100; step++) {
        if (await condition()) {
            return;
        }

        await page.locator("#next-event").dispatchEvent("click");
        await drawn(page);
    }

    throw new Error("it didn't happen within 100 events");
}

// Pixels in the colour of allocated blocks.
async function heapPixels(page: Page): Promise<number> {
    return await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(".blocks canvas");
        const context = canvas?.getContext("2d");
        if (canvas === null || context === null || context === undefined) {
            return Number.NaN;
        }

        const probe = document.createElement("canvas").getContext("2d");
        if (probe === null) {
            return Number.NaN;
        }

        const named = document.body.appendChild(document.createElement("i"));
        named.style.color = "var(--shade-0)";
        probe.fillStyle = getComputedStyle(named).color;
        named.remove();
        probe.fillRect(0, 0, 1, 1);
        const colour = probe.getImageData(0, 0, 1, 1).data;
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
            count += data[at] === colour[0] && data[at + 1] === colour[1] && data[at + 2] === colour[2] ? 1 : 0;
        }

        return count;
    });
}
