// The site is one page with its parts beside it, found by relative addresses: any web server can host it, at any path.

import { defineConfig } from "vitest/config";
import { PATIENCE } from "./tests/patience";

export default defineConfig({
    base: "./",
    build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
    // The limit ends only what hangs, on however busy a machine. The tests keep no state in their modules, so a thread
    // runs one file after another: a process for each took more than twice the processor time (22 s; now 9 s).
    test: { include: ["src/**/*.test.ts"], testTimeout: PATIENCE, pool: "threads", isolate: false, maxWorkers: 2,
        minWorkers: 1 },
});
