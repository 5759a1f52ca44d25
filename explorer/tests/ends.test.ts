import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { readImage, symbolAddress } from "../src/guest/elf";
import { KERNEL, prompt, shell, showView, Site, status, terminal, type } from "./harness";
import { sharePage } from "./shared-page";

describe("a fault that can't be delivered, and a machine that comes to its end", () => {
    let site: Site;
    let page: Page;
    let errors: string[];

    beforeAll(async () => { site = await Site.open(); });

    // Each test leaves a new machine in it for the next.
    const shared = sharePage(() => site.boot());

    beforeEach(async () => {
        page = await shared();
        errors = [];
        page.on("pageerror", error => { errors.push(error.message); });
        return () => {
            page.removeAllListeners("pageerror");
            expect(errors).toEqual([]);
        };
    });

    it("a stack overflow is reported, and the shell goes on, as often as one likes", async () => {
        await showView(page, "fault");
        for (let time = 1; time <= 7; time++) {
            await type(page, "fault stack");
            await page.getByText(`Fault ${time} since boot: double fault`).waitFor();
            await prompt(page);
            expect(await page.locator(".fault .rows").innerText()).toContain("kernel stack overflow");
            if (time === 1) {
                // Later v86 may have compiled the code, and then it may give a wrong page: docs/EXPLORER.md.
                expect(await page.locator(".source .culprit").innerText()).toContain("CallItself");
            }
        }

        expect(await shell(page, "alloc_test")).toContain("passed");
        await status(page, "waiting for a command");
        expect(await page.locator(".failure").isVisible()).toBe(false);
        await restarted(page, "#restart");
    });

    it("a lost stack is a panic, which is shown; a restart follows", async () => {
        await showView(page, "fault");
        await type(page, "fault double");
        await status(page, "panicked");
        expect(await page.locator(".fault .rows").innerText()).toMatch(/^fault: double fault[^]*panic: /);
        expect(await page.locator("#pause").isDisabled()).toBe(true);
        await restarted(page, "#restart");
    });

    it("a fault in an interrupt handler is shown with its report, not the last line alone", async () => {
        await showView(page, "fault");
        await type(page, "fault interrupt");
        await status(page, "panicked");
        expect(await page.locator(".fault .rows").innerText()).toMatch(/^fault: [^]*instruction: [^]*panic: /);
        await restarted(page, "#restart");
    });

    it("halt is an end as well", async () => {
        await type(page, "halt");
        await status(page, "halted");
        await restarted(page, "#restart");
    });

    it("a processor that shuts down is told, with the way out", async () => {
        // Vector 8 has no handler any more.
        const { symbols } = readImage(new Uint8Array(readFileSync(KERNEL)));
        const gate = symbolAddress(symbols, "interrupt_table") + 8 * 8;
        expect(await shell(page, `poke 0x${(gate + 4).toString(16)} 0`)).toContain("done");
        await type(page, "fault stack");
        await status(page, "crashed");
        expect(await page.locator(".failure").innerText()).toContain("The processor has shut down");
        const before = await page.locator(".state").innerText();
        await restarted(page, "#restart-failed");
        expect(await page.locator(".failure").isVisible()).toBe(false);
        expect(await page.locator(".state").innerText()).not.toBe(before);
    });

    it("the number of instructions doesn't race while the kernel is stopped", async () => {
        await showView(page, "events");
        await page.locator("#watch").selectOption("step");
        await type(page, "mem");
        await status(page, "stopped at an event");
        const seen = await page.evaluate(() => new Promise<number>(resolve => {
            const texts = new Set<string>();
            // The page draws in each frame while the pointer moves.
            const look = (pictures: number): void => {
                window.dispatchEvent(new Event("pointermove"));
                texts.add(document.querySelector<HTMLElement>(".state")?.innerText ?? "");
                if (pictures === 0) {
                    resolve(texts.size);
                } else {
                    requestAnimationFrame(() => { look(pictures - 1); });
                }
            };
            look(20);
        }));
        expect(seen).toBe(1);
    });
});

async function restarted(page: Page, button: string): Promise<void> {
    await page.locator(button).click();
    await status(page, "waiting for a command");
    await prompt(page);
    expect((await terminal(page)).match(/osmosis>/g)).toHaveLength(1);
    expect(await shell(page, "ticks")).toContain("ticks:");
}
