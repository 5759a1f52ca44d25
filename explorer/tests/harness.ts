// The built site in a real Chromium, used like a person uses it.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type LaunchOptions, type Page } from "playwright-core";
import { preview, type PreviewServer } from "vite";
import { PATIENCE } from "./patience";

export const ARTIFACTS = fileURLToPath(new URL("../../artifacts/", import.meta.url));
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export const SITE = join(ARTIFACTS, "explorer");

/** The image that the site boots. */
export const KERNEL = join(SITE, "kernel.elf");

/**
 * Chromium without its windows: a page costs two thirds of the processor time. It reaches this machine alone. Its
 * sandbox doesn't work as root.
 */
export const CHROMIUM: LaunchOptions = { executablePath: "/usr/bin/chromium-headless-shell",
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ...process.getuid?.() === 0 ? ["--no-sandbox"] : []] };

/** Serves the built site, and nothing else, on a free port of this machine. */
export async function serveSite(): Promise<PreviewServer> {
    return await preview({
        root: fileURLToPath(new URL("..", import.meta.url)),
        configFile: false,
        appType: "mpa",
        logLevel: "warn",
        build: { outDir: SITE },
        preview: { host: "127.0.0.1", port: 0 },
    });
}

export function addressOf(server: PreviewServer): string {
    return server.resolvedUrls?.local[0] ?? "";
}

/** What a test may ask of its page. */
export type Look = Pick<BrowserContextOptions, "viewport" | "reducedMotion">;

// Pages that tests have left. A browser process that has loaded the site once loads it again in a third of the
// processor time, so the next test gets one of these.
const spare: Page[] = [];

// The address whose pages a page may ask for.
const allowed = new WeakMap<Page, string>();

// One for all tests of a thread: a page lives as long as the connection that opened it.
let shared: Promise<Site> | undefined;

export class Site {
    constructor(private readonly browser: Browser, readonly address: string) {
    }

    /** The site that the tests share (tests/global.ts), which closes it. */
    static async open(): Promise<Site> {
        const { inject } = await import("vitest");
        return await (shared ??=
        chromium.connect(inject("browser")).then(browser => new Site(browser, inject("address"))));
    }

    /** Another server's site, in the same browser. */
    at(address: string): Site {
        return new Site(this.browser, address);
    }

    /** A page without anything in it, of a new browser process. Only this server answers it. */
    async newPage(options: BrowserContextOptions = {}): Promise<Page> {
        const page = await this.browser.newPage({ viewport: DESKTOP, ...options });
        page.setDefaultTimeout(PATIENCE);
        allowed.set(page, this.address);
        page.on("request", request => { refuseOthers(page, request.url()); });
        return page;
    }

    /** A page without anything in it, to be given back with {@link leave}. */
    async emptyPage({ viewport = DESKTOP, reducedMotion = "no-preference" }: Look = {}): Promise<Page> {
        const page = spare.pop();
        if (page === undefined) {
            return await this.newPage({ viewport, reducedMotion });
        }

        await page.setViewportSize(viewport ?? DESKTOP);
        await page.emulateMedia({ reducedMotion, colorScheme: "light" });
        allowed.set(page, this.address);
        return page;
    }

    /** A page in which the kernel's shell waits for a command, to be given back with {@link leave}. */
    async boot(hash = "", look: Look = {}): Promise<Page> {
        const page = await this.emptyPage(look);
        await page.goto(this.address + hash);
        await showLine(page);
        await prompt(page);
        return page;
    }

    /** Takes a page back that shows the site, and clears it of everything that a test did to it. */
    async leave(page: Page): Promise<void> {
        page.removeAllListeners("pageerror");
        await page.unrouteAll();
        await page.evaluate(() => { localStorage.clear(); });
        await page.goto("about:blank");
        spare.push(page);
    }

    async close(): Promise<void> {
        await this.browser.close();
    }
}

// Only looks on: a page whose requests are routed goes without the browser's cache, and has the server pack the kernel
// each time.
function refuseOthers(page: Page, url: string): void {
    const address = allowed.get(page);
    if (address === undefined || ![address, "blob:", "data:"].some(start => url.startsWith(start))) {
        throw new Error(`the page asked for ${url}`);
    }
}

/** The terminal's text. */
export async function terminal(page: Page): Promise<string> {
    return await page.locator(".xterm-rows").innerText();
}

/** Where there is room for one of console and guide, shows the serial line. */
export async function showLine(page: Page): Promise<void> {
    if (await page.locator("#dock-guide").isVisible()) {
        await page.locator("#dock-line").click();
    }
}

/** Resolves when the shell's prompt is the last thing in the terminal. */
export async function prompt(page: Page): Promise<void> {
    await page.waitForFunction(() => {
        return (document.querySelector<HTMLElement>(".xterm-rows")?.innerText ?? "").replace(/\u00a0/g, " ")
            .trimEnd().endsWith("\nosmosis>");
    }, undefined, { polling: 50 });
}

/** Resolves when the bar tells this state of the machine. */
export async function status(page: Page, text: string): Promise<void> {
    await page.locator(".state", { hasText: text }).waitFor();
}

/** Types a command on a cleared screen; resolves with its output when the prompt is back. */
export async function shell(page: Page, command: string): Promise<string> {
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.press("Control+L");
    await page.waitForFunction(() =>
        /^\s*osmosis>\s*$/.test(document.querySelector<HTMLElement>(".xterm-rows")?.innerText ?? ""), undefined,
        { polling: 50 });
    await type(page, command);
    await page.waitForFunction(text => {
        const said = (document.querySelector<HTMLElement>(".xterm-rows")?.innerText ?? "").replace(/\u00a0/g,
            " ").trimEnd();
        return said.startsWith(`osmosis> ${text}`) && said.endsWith("\nosmosis>");
    }, command, { polling: 50 });
    return (await terminal(page)).replace(/\u00a0/g, " ").trimEnd()
        .slice(`osmosis> ${command}`.length, -"osmosis>".length).trim();
}

/** Types a command without waiting. */
export async function type(page: Page, command: string): Promise<void> {
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.type(command);
    await page.keyboard.press("Enter");
}

/** Resolves when the page has drawn its current state, or so many pictures: it draws in every frame of animation while
 * somebody moves the pointer. */
export async function drawn(page: Page, pictures = 3): Promise<void> {
    await page.evaluate(count => new Promise<void>(resolve => {
        const wait = (frames: number): void => {
            if (frames === 0) {
                resolve();
            } else {
                window.dispatchEvent(new Event("pointermove"));
                requestAnimationFrame(() => { wait(frames - 1); });
            }
        };
        wait(count);
    }), pictures);
}

/** Resolves when the step of the tour has been performed; rejects with what the page says when it couldn't be. */
export async function performed(page: Page): Promise<void> {
    const tour = page.locator('.tour[data-state="done"], .tour[data-state="failed"]');
    await tour.waitFor();
    if (await tour.getAttribute("data-state") === "failed") {
        throw new Error(await tour.locator(".status").innerText());
    }
}

export async function showView(page: Page, id: string): Promise<void> {
    await page.locator(`#tab-${id}`).click();
}

/** Whether at least the middle of the first such part can be seen: nothing lies over it, and nothing has it scrolled
 * away. */
export async function isSeen(page: Page, selector: string): Promise<boolean> {
    return await page.locator(selector).first().evaluate(part => {
        const box = part.getBoundingClientRect();
        const seen = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 100));
        return seen !== null && (part === seen || part.contains(seen) || seen.contains(part));
    });
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
