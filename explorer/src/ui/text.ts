// Numbers as the kernel prints them, and the input at its prompt.

const TERMINAL_CONTROL = /\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g;

/** What the kernel prints when it waits for a command. */
export const PROMPT = "osmosis> ";

export function hex(value: number, digits = 8): string {
    return `0x${value.toString(16).padStart(digits, "0")}`;
}

export function virtual(address: number): string {
    return `v${hex(address)}`;
}

export function physical(address: number): string {
    return `p${hex(address)}`;
}

/** Bytes in the largest unit that leaves a whole number, or one decimal. */
export function bytes(count: number): string {
    const units = ["bytes", "KiB", "MiB", "GiB"];
    let unit = 0;
    let value = count;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }

    return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}

/** A count with its noun, which takes an s. */
export function counted(count: number, noun: string): string {
    return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** An address in hexadecimal with 0x (v0x, p0x), or decimal; undefined when it is neither, or has more than 32 bits. */
export function parseAddress(text: string): number | undefined {
    const trimmed = text.trim().toLowerCase().replace(/^[vp](?=0x)/, "");
    const value = /^0x[0-9a-f]+$/.test(trimmed) || /^[0-9]+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
    return value < 2 ** 32 ? value : undefined;
}

/** Text without colours, cursor movements and clearing of the screen. */
export function withoutControls(output: string): string {
    return output.replaceAll(TERMINAL_CONTROL, "").replaceAll("\r", "");
}

/** The input at the last answered prompt. */
export function lastEntered(output: string): string {
    return new RegExp(`.*${PROMPT}([^\\n]*)\\n`, "s").exec(withoutControls(output))?.[1] ?? "";
}

/** The last report of a fault or a panic, up to its end or the end of the output. A panic that ends a report belongs to
 * it. Empty if there was none. */
export function lastReport(output: string): string {
    const plain = withoutControls(output);
    const last = Math.max(plain.lastIndexOf("\nfault: "), plain.lastIndexOf("\npanic"));
    const command = plain.lastIndexOf(`\n${PROMPT}`, last);
    const first = /\n(?:fault: |panic)/.exec(plain.slice(Math.max(0, command)));
    const start = first === null ? -1 : Math.max(0, command) + first.index;
    const end = plain.indexOf(`\n${PROMPT}`, last);
    return last < 0 || start < 0 ? "" : plain.slice(start + 1, end < 0 ? undefined : end);
}
