import { beforeAll, describe, expect, it } from "vitest";
import { prompt, Site, type } from "./harness";

const MOST_BOOT_TIME = 5_000;

const SECONDS = 3;

// Far below the rate in docs/EXPLORER.md, so that a busy machine doesn't fail it; far above the rate of drawing
// everything each time.
const LEAST_RATE = 15;

let site: Site;

beforeAll(async () => { site = await Site.open(); });

describe("the page", () => {
    it("boots to the prompt within 5 s", async () => {
        const another = await site.newPage();
        const start = performance.now();
        await another.goto(site.address);
        await prompt(another);
        const time = performance.now() - start;
        console.log(`prompt after ${(time / 1000).toFixed(2)} s`);
        expect(time).toBeLessThan(MOST_BOOT_TIME);
        expect(await another.locator(".screen").textContent()).toContain("osmosis>");
        await another.close();
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
