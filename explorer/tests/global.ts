// For all browser tests: one server of the built site, and one Chromium.

import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { addressOf, CHROMIUM, serveSite } from "./harness";

declare module "vitest" {
    interface ProvidedContext {
        address: string;
        browser: string;
    }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
    const server = await serveSite();
    const browser = await chromium.launchServer(CHROMIUM);
    project.provide("address", addressOf(server));
    project.provide("browser", browser.wsEndpoint());
    return async () => {
        await browser.close();
        await server.close();
    };
}
