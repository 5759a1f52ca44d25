import { beforeAll, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { MOST_SILENCE } from "../src/machine/parts";
import { KERNEL, prompt, SITE, Site, status } from "./harness";

describe("the page says what is wrong", () => {
    let site: Site;

    beforeAll(async () => { site = await Site.open(); });

    it.each([
        ["the image is missing", "kernel.elf", 404, "", "kernel.elf is missing (the server answered 404)"],
        ["the image is something else", "kernel.elf", 200, "<!doctype html><title>Not found</title>".padEnd(100),
            "kernel.elf isn’t the kernel. It is no ELF image: it starts with the text “<!doctyp”"],
        ["the image was cut off", "kernel.elf", 200, readFileSync(KERNEL).subarray(0, 4096),
            "It is an ELF image that ends too early"],
        ["the emulator is missing", "v86.wasm.gz", 404, "", "v86.wasm.gz is missing"],
        ["the emulator is something else", "v86.wasm.gz", 200, "<!doctype html><title>Not found</title>",
            "The browser doesn’t take v86.wasm.gz as a program"],
    ])("when %s, and a restart tries again", async (_, part, code, body, message) => {
        const page = await site.emptyPage();
        await page.route(`**/${part}`, route => route.fulfill({ status: code, body: Buffer.from(body) }));
        await page.goto(site.address);
        await told(page, message);
        expect(await page.locator(".failure").getAttribute("role")).toBe("alert");
        await page.unroute(`**/${part}`);
        await page.locator("#restart").click();
        await prompt(page);
        expect(await page.locator(".failure").isVisible()).toBe(false);
        await site.leave(page);
    });

    it("when the firmware is missing nothing is wrong: the serial line serves", async () => {
        const page = await site.emptyPage();
        await page.route("**/*bios.bin", route => route.fulfill({ status: 404 }));
        await page.goto(site.address);
        await prompt(page);
        expect(await page.locator("#dock-screen").isVisible()).toBe(false);
        await site.leave(page);
    });

    it.each(["v86.wasm.gz", "kernel.elf"])("when %s never comes", async part => {
        const page = await silent(site, part);
        await told(page, `${part} doesn’t come: the server has sent nothing for 10 seconds`);
        await page.close();
    });

    it("when the firmware never comes the machine starts without it", async () => {
        const page = await silent(site, "*bios.bin");
        await page.clock.resume();
        await prompt(page);
        await page.close();
    });

    it("when a policy forbids the emulator", async () => {
        const page = await site.emptyPage();
        await page.route(site.address, async route => {
            await route.fulfill({ response: await route.fetch(),
                headers: { "content-type": "text/html", "content-security-policy": "default-src 'self'" } });
        });
        await page.goto(site.address);
        await told(page, "The browser doesn’t take v86.wasm.gz as a program: ");
        await site.leave(page);
    });

    it("when it is opened as a file", async () => {
        const page = await site.newPage();
        page.removeAllListeners("request");
        await page.goto(`file://${SITE}/index.html`);
        expect(await page.locator("body").innerText()).toContain("It never does when the page is opened as a file");
        await page.close();
    });

    it("and does without the browser's storage", async () => {
        const page = await site.newPage();
        await page.addInitScript(() => {
            Object.defineProperty(window, "localStorage",
                { get: () => { throw new DOMException("blocked", "SecurityError"); } });
        });
        await page.goto(site.address);
        await prompt(page);
        await page.locator("#theme").click();
        expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
        await page.close();
    });

    it("when the page itself fails, and names nobody else", async () => {
        const page = await site.boot();
        await page.evaluate(() => { setTimeout(() => { throw new Error("a made-up error"); }); });
        await told(page, "This page has failed. a made-up error");
        await status(page, "waiting for a command");
        await page.locator("#restart-failed").click();
        await page.locator(".failure").waitFor({ state: "hidden" });
        await prompt(page);
        await site.leave(page);
    });
});

async function told(page: Page, message: string): Promise<void> {
    await page.locator(".failure", { hasText: message }).waitFor();
}

// A page whose server takes the request for a part and never answers, after the time that the page waits for it.
async function silent(site: Site, part: string): Promise<Page> {
    const page = await site.newPage();
    await page.clock.install();
    await page.route(`**/${part}`, () => undefined);
    const asked = page.waitForRequest(`**/${part}`);
    await page.goto(site.address);
    await asked;
    await page.clock.runFor(MOST_SILENCE + 100);
    return page;
}
