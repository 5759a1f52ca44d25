// A return address in words: the function, and the line of the call.

import type { SymbolTable } from "../guest/symbols";
import { hex } from "../ui/text";

/** As in `FramesCommand.Run (src/Kernel/Shell/Commands/FramesCommand.cs:60)`; 0 is nobody. */
export function codePlace(symbols: SymbolTable, returnAddress: number): string {
    if (returnAddress === 0) {
        return "nobody yet";
    }

    const name = symbols.find(returnAddress - 1)?.name ?? hex(returnAddress);
    const line = symbols.line(returnAddress - 1);
    return line === undefined ? name : `${name} (${line.file}:${line.line})`;
}
