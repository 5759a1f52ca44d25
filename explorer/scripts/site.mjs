// Makes the static site: node scripts/site.mjs KERNEL FOLDER. The page, the kernel, and the machine's parts: the emulator's code, which is
// packed (the browser unpacks it), the firmware for its screen, and the kernel's source text for what is said of faults.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const FIRMWARE = "/usr/share/seabios/";
const home = fileURLToPath(new URL("..", import.meta.url));
const [kernel, folder] = process.argv.slice(2);
if (kernel === undefined || folder === undefined) {
    throw new Error("usage: node scripts/site.mjs KERNEL FOLDER");
}

const site = resolve(folder);
execFileSync(process.execPath, [join(home, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", site], { cwd: home, stdio: "inherit" });
copyFileSync(kernel, join(site, "kernel.elf"));
writeFileSync(join(site, "v86.wasm.gz"), gzipSync(readFileSync(join(home, "node_modules/v86/build/v86.wasm")), { level: 9 }));
for (const [name, copy] of [["bios.bin", "seabios.bin"], ["vgabios-stdvga.bin", "vgabios.bin"]]) {
    if (existsSync(FIRMWARE + name)) {
        copyFileSync(FIRMWARE + name, join(site, copy));
    }
}

const repository = join(home, "..");
const sources = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith(".cs") && !/(^|\/)(bin|obj)\//.test(file)).sort()
    .map(file => join(repository, "src", file));
writeFileSync(join(site, "sources.json.gz"), gzipSync(JSON.stringify(Object.fromEntries(sources.map(file => [relative(repository, file), readFileSync(file, "utf8")]))), { level: 9 }));
