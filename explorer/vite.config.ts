// The site is one page with its parts beside it, found by relative addresses: any web server can host it, at any path.

import { defineConfig } from "vitest/config";

export default defineConfig({
    base: "./",
    build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
    test: { include: ["src/**/*.test.ts"] },
});
