// One page for the tests of a file: a machine boots once for all of them. A test that fails leaves the page in a state
// that nobody knows, so the next test gets a new one.

import { afterAll, beforeEach } from "vitest";
import type { Page } from "playwright-core";
import { Site } from "./harness";

/** Returns the way to the page of the current test. It is opened by the first that asks for it: a page at rest takes
 * processor time, too. */
export function sharePage(open: () => Promise<Page>): () => Promise<Page> {
    let page: Page | undefined;

    beforeEach(context => {
        context.onTestFailed(async () => {
            await page?.close();
            page = undefined;
        });
    });

    afterAll(async () => {
        if (page !== undefined) {
            await (await Site.open()).leave(page);
        }
    });

    return async () => page ??= await open();
}
