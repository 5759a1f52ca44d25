// One page for the tests of a file: a machine boots once for all of them. A test that fails leaves the page in a state
// that nobody knows, so the next test gets a new one.

import { afterAll, beforeEach } from "vitest";
import type { Page } from "playwright-core";
import { Site } from "./harness";

/** Opens the page before the first test that follows. Returns the way to the page of the current test. */
export function sharePage(open: () => Promise<Page>): () => Page {
    let page: Page | undefined;

    beforeEach(async context => {
        const current = page ??= await open();
        context.onTestFailed(async () => {
            page = undefined;
            await current.close();
        });
    });

    afterAll(async () => {
        if (page !== undefined) {
            await (await Site.open()).leave(page);
        }
    });

    return () => {
        if (page === undefined) {
            throw new Error("no test is running");
        }

        return page;
    };
}
