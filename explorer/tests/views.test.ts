import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ARTIFACTS, DESKTOP, drawn, PHONE, prompt, shell, showView, Site, type } from "./harness";
import { sharePage } from "./shared-page";

const PICTURES = join(ARTIFACTS, "explorer-pictures");
const VIEWS = ["space", "translate", "frames", "heap", "events", "fault"] as const;

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe.each([["desktop", DESKTOP], ["phone", PHONE]] as const)("on a %s", (device, viewport) => {
    let site: Site;

    beforeAll(async () => {
        mkdirSync(PICTURES, { recursive: true });
        site = await Site.open();
    });

    const shared = sharePage(async () => {
        const page = await site.boot("", { viewport, reducedMotion: "reduce" });
        await page.addScriptTag({ path: AXE });
        const first = /v(0x[0-9a-f]+)/.exec(await shell(page, "kmalloc 700"))?.[1] ?? "no pointer";
        for (const command of ["kmalloc 64", "kmalloc 3000", "kmalloc 40", "map 0xc0000000", `kfree ${first}`]) {
            await shell(page, command);
        }

        // Its report is longer than the terminal.
        await showView(page, "fault");
        await type(page, "fault null");
        await page.getByText("Fault 1 since boot").waitFor();
        await prompt(page);
        return page;
    });

    it.each(VIEWS.flatMap(view => [[view, "light"], [view, "dark"]] as const))(
        "%s in %s is accessible, and as wide as the screen", async (view, theme) => {
            const page = await shared();
            await page.emulateMedia({ colorScheme: theme });
            await showView(page, view);
            await drawn(page);
            await page.screenshot({ path: join(PICTURES, `${view}-${device}-${theme}.png`), fullPage: true });

            // In the dark only the colours differ, and around the views everything is as it was with the first.
            const results = await page.evaluate(async ([part, options]: [string, RunOptions]) =>
                await (globalThis as unknown as { axe: { run(part: string,
                    options: RunOptions): Promise<AxeResults> } }).axe.run(part, options),
                [view === VIEWS[0] ? "html" : `#panel-${view}`,
                    theme === "light" ? {} : { runOnly: ["color-contrast"] }] as [string, RunOptions]);
            expect(results.violations.map(violation =>
                `${violation.id}: ${violation.nodes.map(node => node.html.slice(0, 120)).join(" | ")}`)).toEqual([]);
            expect(results.passes.length).toBeGreaterThan(0);
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
        });
});
