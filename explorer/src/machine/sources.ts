// The kernel's source text for the fault view, in a file beside the page that is fetched at the first request.

import { fetchOptionalPart } from "./parts";

export class Sources {
    private files: Promise<Readonly<Record<string, string>>> | undefined;

    /** The lines of a file by its path in the repository; undefined when there is no such file. */
    async lines(file: string): Promise<readonly string[] | undefined> {
        this.files ??= fetchFiles();
        return (await this.files)[file]?.split("\n");
    }
}

async function fetchFiles(): Promise<Readonly<Record<string, string>>> {
    const bytes = await fetchOptionalPart("sources.json.gz");
    return bytes === undefined ? {} : JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, string>>;
}
