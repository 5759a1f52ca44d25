// A student's page table in the browser: what ./osmosis lab boot DIR --explore serves.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { shell, Site } from "./harness";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const OSMOSIS = join(CHECKOUT, "osmosis");

describe("a lab's kernel", () => {
    const folder = mkdtempSync(join(tmpdir(), "osmosis-lab-"));

    afterAll(() => { rmSync(folder, { recursive: true }); });

    it("runs a student's page table in the page, until Ctrl-C", async () => {
        const lab = join(folder, "5");
        execFileSync(OSMOSIS, ["lab", "new", "5", lab]);
        copyFileSync(join(CHECKOUT, "labs/05-protect/answers/right.cs"), join(lab, "Paging.cs"));

        // A group of processes of its own, to which the terminal's Ctrl-C would go.
        const boot = spawn(OSMOSIS, ["lab", "boot", lab, "--explore"], { detached: true });
        const ended = once(boot, "exit");
        try {
            const said = await Promise.race([once(createInterface(boot.stdout), "line"), ended]);
            const address = /^(http:\S+) \(Ctrl-C ends it\)$/.exec(String(said[0]))?.[1] ?? "";
            expect(address).not.toBe("");
            const served = (await Site.open()).at(address);
            const page = await served.boot();
            expect(await shell(page, "lab mapnew 0x50000000")).toBe("lab: Done");
            expect(await shell(page, "lab resolve 0x50000fff")).toMatch(/physical address: p0x[0-9a-f]{5}fff/);
            expect(await shell(page, "check")).toContain("paging check: passed");
            await served.leave(page);
        } finally {
            process.kill(-(boot.pid ?? 0), "SIGINT");
        }

        expect(await ended).toEqual([0, null]);
    });
});
