import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { showView, Site, status, type } from "./harness";

const SECONDS = 3;

// Far below the rate in docs/EXPLORER.md, so that a busy machine doesn't fail it; far above the rate of drawing
// everything each time.
const LEAST_RATE = 15;

// The kernel's clock ticks a hundred times a second.
const TICKS = 100;

let site: Site;

beforeAll(async () => { site = await Site.open(); });

describe("a machine at rest", () => {
    it("is woken for the ticks of its clock, and hardly more often", async () => {
        const turns = await turnsOf(await site.boot());
        console.log(`${turns.toFixed(0)} turns a second at rest`);
        expect(turns).toBeGreaterThan(0);
        expect(turns).toBeLessThan(1.5 * TICKS);
    });
});

describe("a kernel that waits at an event", () => {
    it("takes hardly more turns than at rest, and goes on at the next event", async () => {
        const page = await site.boot();
        await showView(page, "events");
        await page.locator("#watch").selectOption("step");
        await type(page, "mem");
        await status(page, "stopped at an event");
        const turns = await turnsOf(page);
        console.log(`${turns.toFixed(0)} turns a second at an event`);
        expect(turns).toBeGreaterThan(0);
        expect(turns).toBeLessThan(1.5 * TICKS);
        const waiting = await page.locator(".waiting").innerText();
        await page.locator("#next-event").click();
        await expect.poll(() => page.locator(".waiting").innerText()).not.toBe(waiting);
    });
});

describe("memory is drawn fast enough", () => {
    it("with 1 GiB, while frames are allocated and freed", async () => {
        const page = await site.boot("#view=frames");
        await page.locator("#memory").selectOption("1024");
        await page.locator(".frames .summary", { hasText: /26\d,\d{3} frames/ }).waitFor();
        await page.locator(".xterm-rows", { hasText: "osmosis>" }).waitFor();
        await page.locator(".path button", { hasText: "4 GiB" }).click();
        // A page at rest draws less often, so the pointer moves all the time.
        const rate = page.evaluate(seconds => new Promise<number>(resolve => {
            let pictures = 0;
            const start = performance.now();
            const count = (): void => {
                pictures++;
                window.dispatchEvent(new Event("pointermove"));
                if (performance.now() - start < seconds * 1000) {
                    requestAnimationFrame(count);
                } else {
                    resolve(pictures / (performance.now() - start) * 1000);
                }
            };
            requestAnimationFrame(count);
        }), SECONDS);
        for (let round = 0; round < 3; round++) {
            await type(page, "frames run 20000");
            await type(page, "frames free");
        }

        console.log(`${(await rate).toFixed(1)} pictures a second with 1 GiB`);
        expect(await rate).toBeGreaterThan(LEAST_RATE);
    });
});

// The emulator's turns in a second.
async function turnsOf(page: Page): Promise<number> {
    return await page.evaluate(seconds => new Promise<number>(resolve => {
        let count = 0;
        // v86 has a worker end each rest.
        const post = Reflect.get(Worker.prototype, "postMessage");
        Worker.prototype.postMessage = function (...message: unknown[]): void {
            count++;
            Reflect.apply(post, this, message);
        };
        setTimeout(() => { resolve(count / seconds); }, seconds * 1000);
    }), SECONDS);
}
