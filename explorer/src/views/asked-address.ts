// The reader's input for an address: a number, a symbol, or neither.

import { parseAddress } from "../ui/text";

const MOST_ECHO = 40;
const RANGE = "addresses run from 0 to 0xffffffff";

/** The address, or a line with the reason why there is none. */
export function askedAddress(text: string, symbol: (name: string) => number | undefined): number | string {
    const asked = text.trim();
    return parseAddress(asked) ?? symbol(asked) ?? complaint(asked);
}

function complaint(asked: string): string {
    const echo = asked.length > MOST_ECHO ? `${asked.slice(0, MOST_ECHO)}…` : asked;
    if (asked === "") {
        return "Type an address (0x… or decimal), or a symbol of the kernel, such as kmalloc.";
    }

    if (/^-(0x[0-9a-f]+|[0-9]+)$/i.test(asked)) {
        return `${echo} is negative: ${RANGE}.`;
    }

    if (/^(0x[0-9a-f]+|[0-9]+)$/i.test(asked)) {
        return `${echo} has more than 32 bits: ${RANGE}.`;
    }

    const hint = /^[0-9a-f]{1,8}$/i.test(asked) ? ` Is 0x${asked} meant?` : "";
    return `“${echo}” is neither an address (0x… or decimal) nor a symbol of the kernel.${hint}`;
}
