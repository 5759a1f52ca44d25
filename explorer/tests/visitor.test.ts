import { beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { DESKTOP, drawn, performed, prompt, shell, showView, Site, status, terminal, type } from "./harness";
import { sharePage } from "./shared-page";

const NARROW = { width: 320, height: 640 };
const VIEWS = ["space", "translate", "frames", "heap", "events", "fault"];

describe("somebody who finds their way about", () => {
    let site: Site;

    beforeAll(async () => { site = await Site.open(); });

    const shared = sharePage(() => site.boot());

    it("of a screen of 320 pixels finds everything on it", async () => {
        const narrow = await site.boot("", { viewport: NARROW, reducedMotion: "reduce" });
        for (const view of VIEWS) {
            await showView(narrow, view);
            await drawn(narrow);
            expect([view, await narrow.evaluate(() => document.documentElement.scrollWidth)])
                .toEqual([view, NARROW.width]);
        }

        await narrow.locator("#tour").click();
        await narrow.locator("#tour-show").click();
        await performed(narrow);
        expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(NARROW.width);
        await site.leave(narrow);
    });

    it("isn't caught in the terminal by the keyboard", async () => {
        const page = await shared();
        await showView(page, "space");
        await page.locator("#taller").focus();
        await page.keyboard.press("Tab");
        expect(await focused(page)).toBe("Terminal input");
        await page.keyboard.press("Tab");
        expect(await focused(page)).toBe("Terminal input");
        await page.keyboard.press("Escape");
        expect(await focused(page)).toBe("tab-space");
        await page.locator(".xterm-helper-textarea").focus();
        await page.keyboard.press("Shift+Tab");
        expect(await focused(page)).not.toBe("Terminal input");
        await drawn(page);

        // The kernel may still be listing what Tab found.
        await expect.poll(async () => (await terminal(page)).trimEnd()).toMatch(/osmosis>$/);
    });

    it("walks through tabs, a picture and its cells by keyboard", async () => {
        const page = await shared();
        await showView(page, "space");
        await page.locator("#tab-space").focus();
        await page.keyboard.press("ArrowRight");
        expect(await focused(page)).toBe("tab-translate");
        await page.keyboard.press("ArrowLeft");
        await page.keyboard.press("Tab");
        expect(await focused(page)).toMatch(/^The page directory/);
        for (const key of ["End", "Enter"]) {
            await page.keyboard.press(key);
        }

        await page.getByText("Directory entry 1023").waitFor();
        await page.keyboard.press("Home");
        await page.keyboard.press("Enter");
        await page.getByText("Directory entry 0").waitFor();
    });

    it("sees a command replace what stands at the prompt", async () => {
        const page = await shared();
        await showView(page, "space");
        await page.locator(".xterm-helper-textarea").focus();
        await page.keyboard.type("half a comm");
        await page.getByRole("button", { name: "kmalloc 5000" }).click();
        await page.getByText("1 live block").waitFor();
        await prompt(page);
        expect(await terminal(page)).not.toContain("unknown command");
    });

    it("goes back to where they were", async () => {
        const page = await shared();
        await showView(page, "heap");
        await showView(page, "events");
        await page.locator("#tour").click();
        await page.getByText("1 of 8").waitFor();
        await page.locator("#tour-next").click();
        await page.getByText("2 of 8").waitFor();
        await page.goBack();
        await page.getByText("1 of 8").waitFor();
        await page.goBack();
        await page.locator(".tour").waitFor({ state: "hidden" });
        expect([hash(page), await chosenTab(page)]).toEqual(["#view=events", "Events"]);
        await page.goBack();
        expect([hash(page), await chosenTab(page)]).toEqual(["#view=heap", "Heap"]);
        await page.goForward();
        await page.goForward();
        await page.getByText("1 of 8").waitFor();
        await page.locator("#tour-end").focus();
        await page.keyboard.press("Enter");
        expect(await focused(page)).toBe("tour");
        await prompt(page);
    });

    it.each([["#tour=99", "step “99” of the tour, which has steps 1 to 8"], ["#tour=abc", "step “abc”"],
        ["#tour=0", "step “0”"], ["#view=nonsense", "a view “nonsense”. There are space, translate"]])(
        "is told that %s leads nowhere", async (link, words) => {
            const page = await shared();
            await page.goto(site.address + link);
            await page.locator(".notice", { hasText: words }).waitFor();
            expect(await page.locator(".tour").isVisible()).toBe(false);
            await showView(page, "fault");
            await page.locator(".notice").waitFor({ state: "hidden" });
            await showView(page, "space");
        });

    it("is told why an address is none, and sees no walk of another", async () => {
        const page = await shared();
        await showView(page, "translate");
        for (const [text, words] of [["garbage", "neither an address"], ["", "Type an address"],
            ["0x1ffffffff", "more than 32 bits"], ["-1", "is negative"], ["no_such_symbol", "nor a symbol"],
            ["x".repeat(400), "nor a symbol"]] as const) {
            await page.locator("#address").fill(text);
            await page.locator("#address").press("Enter");
            await page.locator("#address-error", { hasText: words }).waitFor();
            expect(await page.locator(".walk").isVisible()).toBe(false);
            expect(await page.locator("#address").getAttribute("aria-invalid")).toBe("true");
            expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        }

        await page.locator("#address").fill("kmalloc");
        await page.locator("#address").press("Enter");
        await page.locator(".walk").waitFor();
        expect(await page.locator("#address-error").innerText()).toBe("");
    });

    it("can go on event by event from where they paused", async () => {
        const page = await shared();
        await showView(page, "events");
        await page.locator("#watch").selectOption("step");
        await type(page, "mem");
        await page.locator(".waiting", { hasText: "waits at event" }).waitFor();
        const waiting = await page.locator(".waiting").innerText();
        await page.locator("#pause").click();
        await page.locator(".state", { hasText: "paused" }).waitFor();
        await page.locator("#next-event").click();
        await page.locator(".state", { hasText: "stopped at an event" }).waitFor();
        await expect.poll(() => page.locator(".waiting").innerText()).not.toBe(waiting);
        await page.locator("#play").click();
        await page.locator("#pause").click();
        await drawn(page, 20);
        expect(await page.locator(".state").innerText()).toContain("paused");
        await page.locator("#watch").selectOption("record");
        await page.locator("#pause").click();
        await prompt(page);
    });

    it("can restart in a hurry: one machine runs", async () => {
        const page = await shared();
        await page.locator("#restart").evaluate((restart: HTMLElement) => {
            for (let time = 0; time < 5; time++) {
                restart.click();
            }
        });
        await status(page, "waiting for a command");
        await prompt(page);
        await drawn(page, 40);
        expect((await terminal(page)).match(/osmosis>/g)).toHaveLength(1);
        expect((await shell(page, "ticks")).match(/ticks:/g)).toHaveLength(1);
    });

    it("can go on to another step, or leave the tour, while the machine is being started for the first", async () => {
        const page = await shared();
        await page.locator("#tour").click();
        await page.locator("#tour-show").click();
        await page.getByRole("button", { name: "Step 3" }).click();
        await page.locator("#tour-show").click();
        await performed(page);
        await page.locator("#tour").click();
        await page.locator("#tour-show").click();
        await page.locator("#tour-end").click();
        await status(page, "waiting for a command");
        await prompt(page);
    });

    it("can restart amid a step of the tour, which is done again", async () => {
        const page = await shared();
        await page.goto(`${site.address}#tour=6`);
        await page.locator("#tour-show").click();
        await page.locator(".state", { hasText: "stopped at an event" }).waitFor();
        await page.locator("#restart").click();
        await performed(page);
        expect((await terminal(page)).match(/alloc_test:\spassed/g)).toHaveLength(1);
        await page.keyboard.press("Escape");
    });

    it("may change the width while the machine runs: pictures follow", async () => {
        const page = await shared();
        await showView(page, "frames");
        const canvas = page.locator(".frames canvas");
        await canvas.waitFor();
        const width = async (): Promise<number> => (await canvas.boundingBox())?.width ?? Number.NaN;
        const before = await width();
        await page.setViewportSize({ width: 700, height: 800 });
        await page.setViewportSize({ width: 360, height: 800 });
        await expect.poll(width).toBeLessThan(before);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
        await page.setViewportSize(DESKTOP);
    });
});

async function focused(page: Page): Promise<string> {
    return await page.evaluate(() =>
        document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.id ?? "");
}

async function chosenTab(page: Page): Promise<string> {
    return await page.locator('.views [role="tab"][aria-selected="true"]').innerText();
}

function hash(page: Page): string {
    return new URL(page.url()).hash;
}
