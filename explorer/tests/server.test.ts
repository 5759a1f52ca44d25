import { spawn } from "node:child_process";
import { once } from "node:events";
import { request, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "../scripts/serve.mjs";
import { SITE } from "./harness";

const SCRIPT = fileURLToPath(new URL("../scripts/serve.mjs", import.meta.url));

interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
}

describe("the server", () => {
    let server: Awaited<ReturnType<typeof serve>>;

    beforeAll(async () => { server = await serve(SITE, 0); });

    afterAll(async () => { await server.close(); });

    // The path goes out as it is, unlike with fetch().
    async function ask(path: string, method = "GET", host?: string): Promise<Answer> {
        const { hostname, port } = new URL(server.address);
        const asked =
            request({ hostname, port, path, method, setHost: false, headers: { host: host ?? `${hostname}:${port}` } });
        asked.end();
        const [response] = await once(asked, "response") as [import("node:http").IncomingMessage];
        let text = "";
        for await (const part of response.setEncoding("utf8")) {
            text += part as string;
        }

        return { status: response.statusCode ?? 0, headers: response.headers, text };
    }

    it("serves the page, and tells browsers to take it for nothing else", async () => {
        const { status, headers, text } = await ask("/");
        expect(status).toBe(200);
        expect(text).toContain("<title>OS/mosis");
        expect(headers["x-content-type-options"]).toBe("nosniff");
        expect(headers["content-security-policy"]).toContain("default-src 'none'");
        expect(headers["access-control-allow-origin"]).toBeUndefined();
        expect((await ask("/kernel.elf", "HEAD")).status).toBe(200);
    });

    it.each(["/%00", "/a%00b", "/%", "/%ff", "/../../../../../../etc/hostname", "/%2e%2e/%2e%2e/%2e%2e/etc/hostname",
        "/..%2f..%2f..%2fetc/hostname",
        "//etc/hostname", "/../explorer.stamp", "/../explorer-pictures/", "/..", "/no-such-file", "/@fs/etc/hostname",
        "*", "/" + "x".repeat(5000)])(
        "answers %s, and gives nothing away", async path => {
            const { status, text } = await ask(path);
            expect(status).toBeGreaterThanOrEqual(400);
            expect(status).toBeLessThan(500);
            expect(text.length).toBeLessThan(200);
            expect((await ask("/")).status).toBe(200);
        });

    it.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses %s", async method => {
        expect((await ask("/", method)).status).toBe(405);
    });

    it("answers its own name and no other, so that no page elsewhere can ask it", async () => {
        const { port } = new URL(server.address);
        expect((await ask("/", "GET", `localhost:${port}`)).status).toBe(200);
        expect((await ask("/", "GET", "example.org")).status).toBe(403);
    });

    it("bears what isn't HTTP", async () => {
        const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
        socket.end("\0\0\0 nonsense\r\n\r\n");
        await once(socket.resume(), "close");
        expect((await ask("/")).status).toBe(200);
    });

    it("ends with its input as a program, and says in a line when its port is taken", async () => {
        const { port } = new URL(server.address);
        const refused = spawn(process.execPath, [SCRIPT, SITE, port], { stdio: ["pipe", "pipe", "inherit"] });
        const [reason] = await once(createInterface(refused.stdout), "line") as [string];
        expect(reason).toContain(`port ${port} of 127.0.0.1: `);
        const program = spawn(process.execPath, [SCRIPT, SITE, "0"], { stdio: ["pipe", "pipe", "inherit"] });
        const [address] = await once(createInterface(program.stdout), "line") as [string];
        expect((await fetch(address)).status).toBe(200);
        program.stdin.end();
        expect(await once(program, "exit")).toEqual([0, null]);
    });
});
