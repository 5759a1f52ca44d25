// How often the emulator has a turn while nothing happens. Other tests beside these only lower the number.

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { showView, Site, status, type } from "./harness";
import { sharePage } from "./shared-page";

const SECONDS = 3;

// The kernel's clock ticks a hundred times a second.
const TICKS = 100;

let site: Site;

beforeAll(async () => { site = await Site.open(); });

const shared = sharePage(() => site.boot());

describe("a machine at rest", () => {
    it("is woken for the ticks of its clock, and hardly more often", async () => {
        const turns = await turnsOf(await shared());
        console.log(`${turns.toFixed(0)} turns a second at rest`);
        expect(turns).toBeGreaterThan(0);
        expect(turns).toBeLessThan(1.5 * TICKS);
    });
});

describe("a kernel that waits at an event", () => {
    it("takes hardly more turns than at rest, and goes on at the next event", async () => {
        const page = await shared();
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
