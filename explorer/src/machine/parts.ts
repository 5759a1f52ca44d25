// Fetches the machine's parts: files beside the page.

/** Says what is missing or wrong, for the reader of the page. */
export class MachineError extends Error {}

/** A file beside the page. Throws a MachineError with advice. */
export async function fetchPart(name: string): Promise<Uint8Array> {
    const response = await fetchOrExplain(name);
    if (!response.ok) {
        throw new MachineError(`${name} is missing (the server answered ${response.status}). It lies beside this page when the page is made by ./osmosis explore --build.`);
    }

    return unpack(name, new Uint8Array(await response.arrayBuffer()));
}

/** As fetchPart; undefined when the file is missing. */
export async function fetchOptionalPart(name: string): Promise<Uint8Array | undefined> {
    const response = await fetchOrExplain(name);
    return response.ok ? unpack(name, new Uint8Array(await response.arrayBuffer())) : undefined;
}

async function fetchOrExplain(name: string): Promise<Response> {
    try {
        return await fetch(name);
    } catch {
        throw new MachineError(location.protocol === "file:"
            ? `${name} can't be read from a file: a browser wants a web server. Type ./osmosis explore.`
            : `${name} can't be fetched: the server doesn't answer. Is ./osmosis explore still running?`);
    }
}

// A server may have unpacked a .gz file itself.
async function unpack(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    if (!name.endsWith(".gz") || bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
        return bytes;
    }

    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}
