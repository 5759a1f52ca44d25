// The tests in a real browser: they need the site, built by ./osmosis explore, Chromium and QEMU.

import { defineConfig } from "vitest/config";
import { PATIENCE, TEST_PATIENCE } from "./tests/patience";

// It measures time, and has the machine to itself.
const ALONE = ["tests/pace.test.ts"];

const shared = { testTimeout: TEST_PATIENCE, hookTimeout: TEST_PATIENCE, expect: { poll: { timeout: PATIENCE } },
    pool: "threads" as const };

export default defineConfig({
    test: {
        globalSetup: ["tests/global.ts"],

        // A thread runs one file after another, with the same modules and the same pages.
        isolate: false,
        pool: "threads",
        maxWorkers: 2,
        minWorkers: 1,
        projects: [
            { test: { ...shared, name: "together", include: ["tests/**/*.test.ts"], exclude: ALONE,
                sequence: { groupOrder: 0 } } },
            { test: { ...shared, name: "alone", include: ALONE, poolOptions: { threads: { singleThread: true } },
                sequence: { groupOrder: 1 } } },
        ],
    },
});
