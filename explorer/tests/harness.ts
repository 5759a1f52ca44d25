// Serves the built site to a real Chromium, and uses the page like a person.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

export const ARTIFACTS = fileURLToPath(new URL("../../artifacts/", import.meta.url));
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 375, height: 760 };

export const SITE = join(ARTIFACTS, "explorer");

/** The image that the site boots. */
export const KERNEL = join(SITE, "kernel.elf");

const CHROMIUM = "/usr/bin/chromium";
const BOOT_TIME = 30_000;
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

export async function openBrowser(): Promise<Browser> {
    return await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

export class Site {
    private constructor(private readonly server: Server, private readonly browser: Browser, readonly address: string) {
    }

    static async open(): Promise<Site> {
        const server = createServer((request, response) => {
            const name = (request.url ?? "/").replace(/[?#].*/, "").replace(/\/$/, "/index.html");
            try {
                const content = readFileSync(join(SITE, name));
                response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(content);
            } catch {
                response.writeHead(404).end();
            }
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        const browser = await openBrowser();
        return new Site(server, browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    }

    /** A new page. Only this server answers it. */
    async newPage(options: BrowserContextOptions = {}): Promise<Page> {
        const page = await this.browser.newPage({ viewport: DESKTOP, ...options });
        await page.route(url => !url.href.startsWith(this.address) && !url.href.startsWith("blob:") && !url.href.startsWith("data:"), route => {
            throw new Error(`the page asked for ${route.request().url()}`);
        });
        return page;
    }

    /** A page in which the kernel's shell waits for a command. */
    async boot(hash = "", options: BrowserContextOptions = {}): Promise<Page> {
        const page = await this.newPage(options);
        await page.goto(this.address + hash);
        await prompt(page);
        return page;
    }

    async close(): Promise<void> {
        await this.browser.close();
        this.server.close();
    }
}

/** The terminal's text. */
export async function terminal(page: Page): Promise<string> {
    return await page.locator(".xterm-rows").innerText();
}

/** Resolves when the shell's prompt is the last thing in the terminal. */
export async function prompt(page: Page): Promise<void> {
    await page.waitForFunction(() => {
        // Growing views push the terminal out of sight, where it draws nothing.
        document.querySelector(".console .place")?.scrollIntoView({ block: "nearest" });
        return (document.querySelector<HTMLElement>(".xterm-rows")?.innerText ?? "").replace(/\u00a0/g, " ").trimEnd().endsWith("\nosmosis>");
    }, undefined, { timeout: BOOT_TIME, polling: 50 });
}

/** Resolves when the bar tells this state of the machine. */
export async function status(page: Page, text: string): Promise<void> {
    await page.locator(".state", { hasText: text }).waitFor();
}

/** Types a command on a cleared screen; resolves with its output when the prompt is back. */
export async function shell(page: Page, command: string): Promise<string> {
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.press("Control+L");
    await page.waitForFunction(() => /^\s*osmosis>\s*$/.test(document.querySelector<HTMLElement>(".xterm-rows")?.innerText ?? ""), undefined, { timeout: BOOT_TIME });
    await type(page, command);
    await page.waitForFunction(text => {
        const said = (document.querySelector<HTMLElement>(".xterm-rows")?.innerText ?? "").replace(/\u00a0/g, " ").trimEnd();
        return said.startsWith(`osmosis> ${text}`) && said.endsWith("\nosmosis>");
    }, command, { timeout: BOOT_TIME });
    return (await terminal(page)).replace(/\u00a0/g, " ").trimEnd().slice(`osmosis> ${command}`.length, -"osmosis>".length).trim();
}

/** Types a command without waiting. */
export async function type(page: Page, command: string): Promise<void> {
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.type(command);
    await page.keyboard.press("Enter");
}

/** Resolves when the page has drawn its current state: it draws in every frame of animation. */
export async function drawn(page: Page): Promise<void> {
    await page.evaluate(() => new Promise<void>(resolve => {
        const wait = (frames: number): void => {
            if (frames === 0) {
                resolve();
            } else {
                requestAnimationFrame(() => { wait(frames - 1); });
            }
        };
        wait(3);
    }));
}

export async function showView(page: Page, id: string): Promise<void> {
    await page.locator(`#tab-${id}`).click();
}

/** Chooses the cell with an index in a grid of 32 columns. */
export async function chooseCell(page: Page, grid: string, index: number): Promise<void> {
    const canvas = page.locator(`${grid} canvas`);
    const box = await canvas.boundingBox();
    if (box === null) {
        throw new Error(`${grid} isn't shown`);
    }

    const size = box.width / 32;
    await canvas.click({ position: { x: (index % 32 + 0.5) * size, y: (Math.floor(index / 32) + 0.5) * size } });
}
