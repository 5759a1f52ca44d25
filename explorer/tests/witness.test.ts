import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { chooseCell, shell, showView, Site } from "./harness";
import { Qemu } from "./qemu";

const MEMORY = 64;
const FRAME_BITS = 20;

describe("what the page shows", () => {
    let site: Site;
    let page: Page;
    let qemu: Qemu;

    beforeAll(async () => {
        [site, qemu] = await Promise.all([Site.open(), Qemu.boot(MEMORY)]);
        page = await site.boot("", { viewport: { width: 1440, height: 1300 }, reducedMotion: "reduce" });
    });

    afterAll(async () => {
        qemu.close();
        await site.close();
    });

    // The first page, video memory, code, constants, variables; a stack page, a guard page; the directory through itself.
    it.each([[0, 0], [0, 0xb8], [0, 0x100], [0, 0x101], [0, 0x12d], [0, 0x3ff], [1022, 2], [1022, 1], [1022, 9], [1023, 1023]])(
        "of table entry (%d, %d) is what QEMU has", async (slot, index) => {
            await showView(page, "space");
            await chooseCell(page, ".space .pair > section:nth-child(1)", slot);
            await chooseCell(page, ".space .pair > section:nth-child(2)", index);
            await page.getByText(`Table entry ${index} of directory entry ${slot}`).waitFor();
            const directoryEntry = await qemu.word(await qemu.cr3() + slot * 4);
            const entry = await qemu.word((directoryEntry & ~0xfff) + index * 4);
            const bits = entry.toString(2).padStart(32, "0");

            // QEMU's loader leaves its data in a frame behind the kernel, and so frames that are handed out come one later there.
            const from = slot === 1022 ? FRAME_BITS : 0;
            expect((await figure(page)).slice(from)).toBe(bits.slice(from));
        });

    it.each(["0xb8000", "0x100000", "1048592", "kmalloc", "0x183000", "0xff809ffc", "0xff801ffc", "0xfffff000", "0xc0000000", "0"])("of a walk from %s is what pte says", async address => {
        await showView(page, "translate");
        const said = await shell(page, `pte ${address}`);
        await page.locator("#address").fill(address);
        await page.locator("#address").press("Enter");
        await expect.poll(async () => unwrap(await page.locator(".translate .rows").innerText())).toBe(unwrap(said));
    });

    it("of an address that is none is a message", async () => {
        await showView(page, "translate");
        await page.locator("#address").fill("0x123456789");
        await page.locator("#address").press("Enter");
        await page.locator("#address-error", { hasText: "neither an address of 32 bits" }).waitFor();
    });
});

// The 32 bits of the figure, from the left.
async function figure(page: Page): Promise<string> {
    const values = await page.locator(".entry-figure .value").allInnerTexts();
    return values.map((value, index) => index === 0 ? Number(value).toString(2).padStart(20, "0") : value).join("");
}

// The terminal breaks long lines.
function unwrap(text: string): string {
    return text.replace(/\s+/g, "");
}
