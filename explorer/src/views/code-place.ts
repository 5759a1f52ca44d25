// Code addresses in words: the function, and the line.

import type { SymbolTable } from "../guest/symbols";
import { hex } from "../ui/text";

/** The call that a return address belongs to, as in `FramesCommand.Run
 * (src/Kernel/Shell/Commands/FramesCommand.cs:60)`; 0 means none. */
export function codePlace(symbols: SymbolTable, returnAddress: number): string {
    return returnAddress === 0 ? "nobody yet" : instructionPlace(symbols, returnAddress - 1, returnAddress);
}

/** The place of the instruction at an address. Where no function is known, shows the address (or `shown`). */
export function instructionPlace(symbols: SymbolTable, address: number, shown = address): string {
    const name = symbols.find(address)?.name ?? hex(shown);
    const line = symbols.line(address);
    return line === undefined ? name : `${name} (${line.file}:${line.line})`;
}
