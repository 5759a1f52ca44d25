import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Package {
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

interface Lock {
    readonly packages: Readonly<Record<string, { readonly bin?: Readonly<Record<string, string>> }>>;
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));

// What comes with another package may be gone with its next version.
it("every program that a script runs belongs to a declared package", () => {
    const { scripts, dependencies, devDependencies } = read("package.json") as Package;
    const { packages } = read("package-lock.json") as Lock;
    const declared = Object.keys({ ...dependencies, ...devDependencies });
    const programs = declared.flatMap(name => Object.keys(packages[`node_modules/${name}`]?.bin ?? {}));
    const called = Object.values(scripts).flatMap(script => script.split("&&").map(part => part.trim().split(" ")[0]));
    expect(called.length).toBeGreaterThan(9);
    expect(called.filter(program => program !== "npm" && !programs.includes(program ?? ""))).toEqual([]);
});
