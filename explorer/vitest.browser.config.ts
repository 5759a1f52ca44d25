// The tests in a real browser: they need the site, built by ./osmosis explore, Chromium and QEMU.

import { defineConfig } from "vitest/config";

export default defineConfig({
    test: { include: ["tests/**/*.test.ts"], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000, isolate: false, pool: "threads" },
});
