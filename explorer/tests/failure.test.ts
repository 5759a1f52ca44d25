import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { KERNEL, Site } from "./harness";

describe("the page says what is wrong", () => {
    let site: Site;

    beforeAll(async () => { site = await Site.open(); });

    afterAll(async () => { await site.close(); });

    it.each([
        ["the image is missing", "kernel.elf", 404, "", "kernel.elf is missing (the server answered 404)"],
        ["the image is something else", "kernel.elf", 200, "<!doctype html><title>Not found</title>".padEnd(100), "kernel.elf isn’t the kernel. It is no ELF image: it starts with the text “<!doctyp”"],
        ["the image was cut off", "kernel.elf", 200, readFileSync(KERNEL).subarray(0, 4096), "It is an ELF image that ends too early"],
        ["the emulator is missing", "v86.wasm.gz", 404, "", "v86.wasm.gz is missing"],
    ])("when %s", async (_, part, status, body, message) => {
        const page = await site.newPage();
        await page.route(`**/${part}`, route => route.fulfill({ status, body: Buffer.from(body) }));
        await page.goto(site.address);
        const failure = page.locator(".failure");
        await failure.waitFor();
        expect(await failure.innerText()).toContain(message);
        expect(await failure.getAttribute("role")).toBe("alert");
        await page.close();
    });

    it("when the firmware is missing nothing is wrong: the serial line serves", async () => {
        const page = await site.newPage();
        await page.route("**/*bios.bin", route => route.fulfill({ status: 404 }));
        await page.goto(site.address);
        await page.locator(".xterm-rows", { hasText: "osmosis>" }).waitFor();
        expect(await page.locator(".console .screen").isVisible()).toBe(false);
        await page.close();
    });
});
