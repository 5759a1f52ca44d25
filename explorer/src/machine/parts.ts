// Fetches the machine's parts: files beside the page.

/** Milliseconds without a byte from the server before the page gives up. */
export const MOST_SILENCE = 10_000;

/** Says what is missing or wrong, for the reader of the page. */
export class MachineError extends Error {}

/** A file beside the page. Throws a MachineError with advice. */
export async function fetchPart(name: string): Promise<Uint8Array> {
    const answer = await ask(name);
    if (typeof answer === "number") {
        throw new MachineError(`${name} is missing (the server answered ${answer}). `
            + "It lies beside this page when the page is made by ./osmosis explore --build.");
    }

    return answer;
}

/** As fetchPart; undefined when the file is missing, or the server never answers. */
export async function fetchOptionalPart(name: string): Promise<Uint8Array | undefined> {
    try {
        const answer = await ask(name);
        return typeof answer === "number" ? undefined : answer;
    } catch (error) {
        if (error instanceof SilenceError) {
            return undefined;
        }

        throw error;
    }
}

/** The server took a request and sent nothing, or no more. */
class SilenceError extends MachineError {}

// The file's bytes, or the status of a server that doesn't have it.
async function ask(name: string): Promise<Uint8Array | number> {
    const patience = new Patience();
    try {
        const response = await fetch(name, { signal: patience.signal });
        return response.ok ? await unpack(name, await readAll(response, patience)) : response.status;
    } catch (error) {
        throw error instanceof MachineError ? error : explain(name, patience.signal.aborted, error);
    } finally {
        patience.end();
    }
}

/** Aborts a request when nothing has come for a while. */
class Patience {
    private readonly controller = new AbortController();
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor() {
        this.renew();
    }

    get signal(): AbortSignal {
        return this.controller.signal;
    }

    renew(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => { this.controller.abort(); }, MOST_SILENCE);
    }

    end(): void {
        clearTimeout(this.timer);
    }
}

async function readAll(response: Response, patience: Patience): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        patience.renew();
        chunks.push(part.value);
    }

    return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function explain(name: string, isSilent: boolean, error: unknown): MachineError {
    if (isSilent) {
        return new SilenceError(
            `${name} doesn’t come: the server has sent nothing for ${MOST_SILENCE / 1000} seconds.`);
    }

    // A fetch that gets no answer at all fails with a TypeError.
    return new MachineError(error instanceof TypeError
        ? `${name} can’t be fetched: the server doesn’t answer. Is ./osmosis explore still running?`
        : `${name} can’t be read: ${error instanceof Error ? error.message : String(error)}`);
}

// A server may have unpacked a .gz file itself.
async function unpack(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    if (!name.endsWith(".gz") || bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
        return bytes;
    }

    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}
