import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const HERE = dirname(fileURLToPath(import.meta.url));

// What each file imports from others here, types included.
function readImports(): Map<string, string[]> {
    const files = readdirSync(HERE, { recursive: true, encoding: "utf8" })
        .filter(file => file.endsWith(".ts") && !file.endsWith(".test.ts"));
    return new Map(files.map(file => [file, [...readFileSync(join(HERE, file), "utf8").matchAll(/from "(\.[^"]*)"/g)]
        .map(([, name]) => `${normalize(join(dirname(file), name ?? ""))}.ts`)]));
}

it("no file needs, by way of others, itself", () => {
    const imports = readImports();
    expect(imports.size).toBeGreaterThan(50);
    const done = new Set<string>();
    const visit = (file: string, way: readonly string[]): void => {
        expect(way, [...way, file].join(" → ")).not.toContain(file);
        if (!done.has(file)) {
            for (const next of imports.get(file) ?? []) {
                visit(next, [...way, file]);
            }

            done.add(file);
        }
    };
    for (const file of imports.keys()) {
        visit(file, []);
    }
});
