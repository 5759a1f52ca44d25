// Serves a built site, and nothing else, on 127.0.0.1 with Vite's preview server: node scripts/serve.mjs FOLDER PORT.
// PORT 0 stands for a free one. The first line it prints is the address, or why it can't serve. It ends with its
// standard input.

import { pathToFileURL } from "node:url";
import { preview } from "vite";

// What the page needs: v86 compiles WebAssembly, xterm.js makes style sheets.
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    + "img-src 'self' data: blob:; "
    + "font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; base-uri 'none'; form-action "
    + "'none'; frame-ancestors 'none'";

/** Refuses what isn't a plain question for a file. */
const onlyQuestions = {
    name: "only-questions",
    configurePreviewServer(server) {
        server.middlewares.use((request, response, next) => {
            if (request.method !== "GET" && request.method !== "HEAD") {
                response.writeHead(405, { allow: "GET, HEAD" }).end();
            } else if (!isPath(request.url ?? "")) {
                response.writeHead(400).end();
            } else {
                next();
            }
        });
    },
};

function isPath(url) {
    try {
        return url.startsWith("/") && !decodeURIComponent(url).includes("\0");
    } catch {
        return false;
    }
}

/** Returns the server's address, and what ends it. */
export async function serve(folder, port) {
    const server = await preview({
        configFile: false,
        logLevel: "silent",
        // Without a page for what isn't there.
        appType: "mpa",
        plugins: [onlyQuestions],
        build: { outDir: folder },
        preview: {
            host: "127.0.0.1",
            port,
            strictPort: true,
            open: false,
            cors: false,
            headers: { "Cache-Control": "no-cache", "Content-Security-Policy": POLICY,
                "X-Content-Type-Options": "nosniff" },
        },
    });
    const { port: chosen } = server.httpServer.address();
    return { address: `http://127.0.0.1:${chosen}/`, close: () => server.close() };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
    const [folder, port] = process.argv.slice(2);
    try {
        console.log((await serve(folder, Number(port))).address);
        process.stdin.on("end", () => process.exit(0)).resume();
    } catch (error) {
        console.log(`the page can't be served at port ${port} of 127.0.0.1: ${error.message}`);
        process.exit(1);
    }
}
