import { beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { DESKTOP, drawn, isSeen, PHONE, prompt, shell, showLine, showView, Site, status } from "./harness";
import { sharePage } from "./shared-page";

const LEAST_CELL = { desktop: 12, phone: 11 } as const;

let site: Site;

beforeAll(async () => { site = await Site.open(); });

describe.each([["desktop", DESKTOP], ["phone", PHONE]] as const)("at the size of a %s", (device, viewport) => {
    const shared = sharePage(async () => {
        const page = await site.emptyPage({ viewport, reducedMotion: "reduce" });
        await page.goto(site.address);
        await status(page, "waiting for a command");
        return page;
    });

    async function atLine(): Promise<Page> {
        const page = await shared();
        await showLine(page);
        return page;
    }

    it("the first view says what it is, and has three things to click, of which each changes a picture", async () => {
        const page = await shared();
        expect(await isSeen(page, ".start-card > p")).toBe(true);
        expect(await page.locator(".start-card > p").first().innerText()).toMatch(/^A real kernel runs in this page\./);
        expect(await page.locator(".tries button").allInnerTexts())
            .toEqual(["map 0xc0000000", "kmalloc 5000", "fault null"]);
        await page.getByRole("button", { name: "map 0xc0000000" }).click();
        await page.getByText("Table entry 0 of directory entry 768").waitFor();
        await page.getByText("9 of 1024 entries are present").waitFor();
        await page.getByRole("button", { name: "kmalloc 5000" }).click();
        await page.getByText("1 live block").waitFor();
        await showView(page, "space");
        await page.getByRole("button", { name: "fault null" }).click();
        await page.getByText("Fault 1 since boot: page fault").waitFor();
    });

    it("somebody can type and see a picture change", async () => {
        const page = await atLine();
        await showView(page, "heap");
        await shell(page, "kmalloc 5000");
        const before = await picture(page, ".blocks canvas");
        await shell(page, "kmalloc 900");
        expect(await isSeen(page, ".blocks canvas")).toBe(true);
        expect(await isSeen(page, ".terminal")).toBe(true);
        expect(await picture(page, ".blocks canvas")).not.toBe(before);
    });

    it("the page itself doesn't scroll, and cells and letters are large enough", async () => {
        const page = await atLine();
        await showView(page, "space");
        await drawn(page);
        expect(
            await page.evaluate(() =>
                [document.documentElement.scrollHeight - innerHeight,
                    document.documentElement.scrollWidth - innerWidth])).toEqual([0, 0]);
        const width = await page.locator(".space canvas").first()
            .evaluate(canvas => canvas.getBoundingClientRect().width);
        expect(width / 32).toBeGreaterThanOrEqual(LEAST_CELL[device]);
        expect(await page.locator(".xterm-rows").evaluate(rows => Number.parseFloat(getComputedStyle(rows).fontSize)))
            .toBeGreaterThanOrEqual(10);
    });

    it("the screen has its cursor behind the prompt, in the same row", async () => {
        const page = await atLine();
        await page.locator("#dock-screen").click();
        const { cursor, row, text } = await page.evaluate(() => {
            const found = document.querySelector<HTMLElement>(".screen .cursor");
            const line = found?.parentElement;
            const letters = document.createRange();
            letters.selectNodeContents(line?.querySelector("span") ?? document.body);
            const box = (at: DOMRect | undefined): { left: number; right: number; top: number; bottom: number } =>
                ({ left: at?.left ?? 0, right: at?.right ?? 0, top: at?.top ?? 0, bottom: at?.bottom ?? 0 });
            return { cursor: box(found?.getBoundingClientRect()), row: box(line?.getBoundingClientRect()),
                text: box(letters.getBoundingClientRect()) };
        });
        expect(cursor.bottom).toBeLessThanOrEqual(row.bottom + 0.5);
        expect(cursor.top).toBeGreaterThan((row.top + row.bottom) / 2);
        expect(Math.abs(cursor.left - text.right)).toBeLessThan(1.5);
        await page.locator("#dock-line").click();
    });
});

describe("on a desktop", () => {
    const shared = sharePage(() => site.boot("#view=heap"));

    it.each([["heap", "kmalloc 100", "1 live block"], ["fault", "fault stack", "Fault 1 since boot: double fault"]])(
        "the empty view %s offers %s, which fills it", async (view, command, words) => {
            const page = await shared();
            await page.goto(`${site.address}#view=${view}`);
            await page.locator(`#panel-${view} button.command`, { hasText: command }).click();
            await page.locator(`#panel-${view}`, { hasText: words }).waitFor();
            await prompt(page);
        });

    it("legend and bits are in sight beside the pictures", async () => {
        const page = await shared();
        await showView(page, "space");
        await drawn(page);
        for (const part of [".space .entry-figure", ".space .legend li:last-child", ".space .pair canvas",
            ".start-card", ".terminal"]) {
            expect([part, await isSeen(page, part)]).toEqual([part, true]);
        }

        await showView(page, "frames");
        await drawn(page);
        for (const part of [".frames .legend li:last-child", ".frames canvas", ".frames .readout"]) {
            expect([part, await isSeen(page, part)]).toEqual([part, true]);
        }
    });
});

async function picture(page: Page, selector: string): Promise<string> {
    await drawn(page);
    return await page.locator(selector).first().evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
}
