// Makes the static site but for the kernel: node scripts/site.mjs FOLDER. The site holds the page, the emulator's
// packed code (the browser unpacks it), the firmware for its screen, and the kernel's source text for the fault view.
// The kernel's image belongs beside them, as kernel.elf.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const FIRMWARE = "/usr/share/seabios/";
const home = fileURLToPath(new URL("..", import.meta.url));
const [folder] = process.argv.slice(2);
if (folder === undefined) {
    throw new Error("usage: node scripts/site.mjs FOLDER");
}

const site = resolve(folder);
execFileSync(process.execPath,
    [join(home, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", site],
    { cwd: home, stdio: "inherit" });
writeFileSync(join(site, "v86.wasm.gz"),
    gzipSync(readFileSync(join(home, "node_modules/v86/build/v86.wasm")), { level: 9 }));
for (const [name, copy] of [["bios.bin", "seabios.bin"], ["vgabios-stdvga.bin", "vgabios.bin"]]) {
    if (existsSync(FIRMWARE + name)) {
        copyFileSync(FIRMWARE + name, join(site, copy));
    }
}

const repository = join(home, "..");
const sources = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith(".cs") && !/(^|\/)(bin|obj)\//.test(file)).sort()
    .map(file => join(repository, "src", file));
writeFileSync(join(site, "sources.json.gz"),
    gzipSync(
        JSON.stringify(
            Object.fromEntries(sources.map(file => [relative(repository, file), readFileSync(file, "utf8")]))),
            { level: 9 }));

const shipped = [
    ["v86, the emulator", join(home, "node_modules/v86/LICENSE")],
    ["xterm.js, the terminal", join(home, "node_modules/@xterm/xterm/LICENSE")],
    ["xterm.js's fit addon", join(home, "node_modules/@xterm/addon-fit/LICENSE")],
    ["SeaBIOS and its VGA BIOS, as built by Debian, whose source is at "
        + "https://packages.debian.org/source/stable/seabios", "/usr/share/doc/seabios/copyright"],
    ["OS/mosis", join(repository, "LICENSE")],
    ["Spleen, the font in the kernel", join(repository, "docs/licences/Spleen.txt")],
].filter(([, file]) => existsSync(file));
writeFileSync(join(site, "licences.txt"),
    shipped.map(([name, file]) => `${name}\n${"=".repeat(name.length)}\n\n${readFileSync(file, "utf8").trim()}\n`)
        .join("\n\n"));
