import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { chooseCell, shell, showView, Site } from "./harness";
import { Qemu } from "./qemu";
import { sharePage } from "./shared-page";

const MEMORY = 64;
const FRAME_BITS = 20;

describe("what the page shows", () => {
    let site: Site;
    let qemu: Qemu;

    beforeAll(async () => { [site, qemu] = await Promise.all([Site.open(), Qemu.boot(MEMORY)]); });

    afterAll(() => { qemu.close(); });

    const shared = sharePage(() =>
        site.boot("", { viewport: { width: 1440, height: 1300 }, reducedMotion: "reduce" }));

    // The first page, video memory, code, constants, variables; a stack page, a guard page; the directory through
    // itself. Commands would set accessed bits that they don't have in QEMU, so these tests come first.
    describe("before the first command", () => {
        it.each([[0, 0], [0, 0xb8], [0, 0x100], [0, 0x101], [0, 0x12d], [0, 0x3ff], [1022, 2], [1022, 1], [1022, 9],
            [1023, 1023]])("of table entry (%d, %d) is what QEMU has", async (slot, index) => {
                const page = await shared();
                await showView(page, "space");
                await chooseCell(page, ".space .pair > section:nth-child(1)", slot);
                await chooseCell(page, ".space .pair > section:nth-child(2)", index);
                await page.getByText(`Table entry ${index} of directory entry ${slot}`).waitFor();
                const directoryEntry = await qemu.word(await qemu.cr3() + slot * 4);
                const entry = await qemu.word((directoryEntry & ~0xfff) + index * 4);
                const bits = entry.toString(2).padStart(32, "0");

                // QEMU's loader leaves its data in a frame behind the kernel, so allocated frames come one later there.
                const from = slot === 1022 ? FRAME_BITS : 0;
                expect((await figure(page)).slice(from)).toBe(bits.slice(from));
            });
    });

    it.each(["0xb8000", "0x100000", "1048592", "kmalloc", "0x183000", "0xff809ffc", "0xff801ffc", "0xfffff000",
        "0xc0000000", "0"])("of a walk from %s is what pte says", async address => {
            const page = await shared();
            await showView(page, "translate");
            const said = await shell(page, `pte ${address}`);
            await page.locator("#address").fill(address);
            await page.locator("#address").press("Enter");
            await expect.poll(async () => unwrap(await page.locator(".translate .rows").innerText()))
                .toBe(unwrap(said));
        });

    it.each(["0xa0000", "0xaffff", "0xb7ffc", "0xbfffc", "0x9fffc", "0xc0000", "0x100000"])(
        "of the word at %s is what the processor reads there", async address => {
            const page = await shared();
            await showView(page, "translate");
            await walkTo(page, address);
            const frame = page.locator(".station").nth(3);
            await frame.locator(".chosen", { hasText: Number(address).toString(16) }).waitFor();
            const word = /0x[0-9a-f]{8}$/.exec(await shell(page, `peek ${address}`))?.[0] ?? "no answer";
            const digits = (await holds(page)).slice("0x".length);

            // Near the end of a frame there are fewer than four bytes.
            expect(digits).toHaveLength(Math.min(8, 2 * (4096 - Number(address) % 4096)));
            expect(digits).toBe(word.slice(-digits.length));
        });

    it("of video memory is what the screen shows", async () => {
        const page = await shared();
        await shell(page, "mem");
        await showView(page, "translate");
        for (const column of [0, 2, 40]) {
            const address = 0xb8000 + (80 * 3 + column) * 2;
            await walkTo(page, `0x${address.toString(16)}`);
            await expect.poll(async () => charactersIn(await holds(page))).toBe(await screenText(page, 3, column, 2));
        }

        await showView(page, "frames");
        await page.locator(".path button", { hasText: "4 GiB" }).click();
        await chooseCell(page, ".frames .cell-grid", 0);
        await page.locator(".path button", { hasText: "128 MiB at p0x00000000" }).waitFor();
        await chooseCell(page, ".frames .cell-grid", 0);
        await page.locator(".path button", { hasText: "4 MiB at p0x00000000" }).waitFor();
        await chooseCell(page, ".frames .cell-grid", 0xb8);
        await page.getByText("the page, word by word").click();
        await page.locator(".path button", { hasText: "page at p0x000b8000" }).waitFor();
        await page.locator(".frames canvas").hover({ position: { x: 5, y: 5 } });
        await expect.poll(async () => charactersIn(await page.locator(".frames .readout").innerText()))
            .toBe(await screenText(page, 0, 0, 2));
    });

    it("of memory that isn't there is no number", async () => {
        const page = await shared();
        await showView(page, "frames");
        await page.locator(".path button", { hasText: "4 GiB" }).click();
        await chooseCell(page, ".frames .cell-grid", 1000);
        await page.locator(".path button", { hasText: "128 MiB at p0xf8000000" }).waitFor();
        await chooseCell(page, ".frames .cell-grid", 1023);
        await page.locator(".path button", { hasText: "4 MiB at p0xffc00000" }).waitFor();
        await chooseCell(page, ".frames .cell-grid", 5);
        await page.getByText("the page, word by word").click();
        await page.locator(".frames canvas").hover({ position: { x: 5, y: 5 } });
        await expect.poll(() => page.locator(".frames .readout").innerText()).toBe("p0xffc05000: no memory");
    });
});

async function walkTo(page: Page, address: string): Promise<void> {
    await page.locator("#address").fill(address);
    await page.locator("#address").press("Enter");
    await page.locator(".split .whole", { hasText: Number(address).toString(16).padStart(8, "0") }).waitFor();
}

// The contents in the walk's last column.
async function holds(page: Page): Promise<string> {
    return await page.locator(".station", { hasText: "holds" }).locator(".lines p").last().locator("code").innerText();
}

// The letters of two cells of text: each is a byte of character and a byte of colour.
function charactersIn(text: string): string {
    const word = Number(/0x[0-9a-f]{8}$/.exec(text)?.[0]);
    return String.fromCharCode(word & 0xff, word >>> 16 & 0xff);
}

// The emulator's text in a row of the screen.
async function screenText(page: Page, row: number, column: number, length: number): Promise<string> {
    const line = await page.locator(".screen > div > div").nth(row).textContent();
    return (line ?? "").replace(/\u00a0/g, " ").padEnd(80).slice(column, column + length);
}

// The 32 bits of the figure, from the left.
async function figure(page: Page): Promise<string> {
    const values = await page.locator(".entry-figure .value").allInnerTexts();
    return values.map((value, index) => index === 0 ? Number(value).toString(2).padStart(20, "0") : value).join("");
}

// The terminal breaks long lines.
function unwrap(text: string): string {
    return text.replace(/\s+/g, "");
}
