import { beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { drawn, isSeen, performed, PHONE, Site, terminal } from "./harness";

describe("the tour", () => {
    let site: Site;

    beforeAll(async () => { site = await Site.open(); });

    it("runs from a machine without paging to a use after free, by keyboard", async () => {
        const page = await site.boot();
        await page.locator("#tour").focus();
        await page.keyboard.press("Enter");
        for (const [index, check] of CHECKS.entries()) {
            await page.getByText(`${index + 1} of ${CHECKS.length}`).waitFor();
            expect(await isSeen(page, ".tour h2")).toBe(true);
            await guess(page, index % 2 === 0 ? ANSWERS[index] ?? "none" : "999");
            expect(await page.locator(".verdict").innerText())
                .toMatch(index % 2 === 0 ? /^Right: / : new RegExp(`^Not 999, but ${ANSWERS[index] ?? "none"}\\. `));
            expect(await page.locator(".verdict").getAttribute("data-right")).toBe(String(index % 2 === 0));
            await drawn(page);
            expect([index + 1, await isSeen(page, SIGHTS[index] ?? "none")]).toEqual([index + 1, true]);
            await check(page);
            await page.locator("#tour-next").focus();
            await page.keyboard.press("Enter");
        }

        await page.locator(".tour").waitFor({ state: "hidden" });
        expect(new URL(page.url()).hash).toBe("#view=heap");
        await site.leave(page);
    });

    it("has what each step names in sight of a phone, too", async () => {
        const page = await site.emptyPage({ viewport: PHONE, reducedMotion: "reduce" });
        for (const [index, selector] of SIGHTS.entries()) {
            await page.goto(`${site.address}#tour=${index + 1}`);
            await page.locator(".tour", { hasText: `${index + 1} of 8` }).waitFor();
            expect(await isSeen(page, ".tour h2")).toBe(true);
            await page.locator("#tour-show").click();
            await performed(page);
            await drawn(page);
            expect([index + 1, await isSeen(page, selector)]).toEqual([index + 1, true]);
        }

        await page.locator("#tour-end").click();
        await site.leave(page);
    });

    it("can be entered at any step by a link, and left", async () => {
        const page = await site.emptyPage();
        await page.goto(`${site.address}#tour=5`);
        await page.getByText("5 of 8 · Map a page").waitFor();
        await page.locator("#tour-guess").fill("a lot");
        await page.keyboard.press("Enter");
        await page.getByText("Type a number, decimal or with 0x.").waitFor();
        await guess(page, "0x300");
        expect(await page.locator(".verdict").innerText()).toMatch(/^Right: 768\. /);
        await mapped(page);
        await page.getByText("5 of 8 · Map a page").focus();
        await page.keyboard.press("ArrowLeft");
        await page.getByText("4 of 8").waitFor();
        expect(new URL(page.url()).hash).toBe("#tour=4");
        await page.keyboard.press("Escape");
        await page.locator(".tour").waitFor({ state: "hidden" });
        await site.leave(page);
    });
});

// As memory has them; and with a wrong guess, the page says so.
const ANSWERS = ["256", "8", "184", "1023", "768", "0", "0", "1"];

// What each step names.
const SIGHTS = [".frames .cell-grid canvas", ".space .entry-figure", ".walk", ".space .detail h3",
    ".space .entry-figure", ".heap .blocks", ".fault .source .culprit", ".heap .detail h3"];

const CHECKS: readonly ((page: Page) => Promise<void>)[] = [
    async page => {
        await page.locator("#tab-space").click();
        await page.getByText("Paging is off: every address is a physical address").waitFor();
        expect(await terminal(page)).not.toContain("paging: on");
    },
    async page => {
        await page.getByText("8 of 1024 entries are present").waitFor();
        await page.locator(".state", { hasText: "stopped at an event" }).waitFor();
    },
    async page => {
        await expect.poll(() => terminal(page)).toMatch(/physical address:\sp0x000b8000/);
        await page.locator(".translate .rows", { hasText: "physical address: p0x000b8000" }).waitFor();
    },
    async page => { await page.locator(".detail .note", { hasText: "points back at the directory" }).waitFor(); },
    mapped,
    async page => {
        expect(await page.locator(".changes").innerText()).toMatch(/merge[^]*allocate/);
        await expect.poll(() => terminal(page)).toMatch(/alloc_test:\spassed/);
    },
    async page => {
        await page.getByText("Fault 1 since boot: page fault").waitFor();
        expect(await page.locator(".source .culprit").innerText()).toMatch(/▶\s+\d+.*0xDEADBEEF/);
        expect(await page.locator(".fault .rows").innerText()).toContain("write to v0x00000000");
        await page.locator(".fault .facts button").click();
        await page.getByText("Table entry 0 of directory entry 0").waitFor();
    },
    async page => {
        await page.locator(".detail", { hasText: "quarantined: it was damaged" }).waitFor();
        expect(await page.locator(".detail").filter({ hasText: "quarantined" }).innerText())
            .toMatch(/Freed by\s+\+16 KfreeCommand\.Run /);
        await expect.poll(() => terminal(page)).toContain("a write to memory that had been freed".replace(/ /g, " "));
    },
];

async function mapped(page: Page): Promise<void> {
    await page.getByText("9 of 1024 entries are present").waitFor();
    await page.getByText("Table entry 0 of directory entry 768").waitFor();
    await page.getByText("the processor has used it, and written to the page").waitFor();
}

async function guess(page: Page, number: string): Promise<void> {
    await page.locator("#tour-guess").fill(number);
    await page.keyboard.press("Enter");
    await performed(page);
}
