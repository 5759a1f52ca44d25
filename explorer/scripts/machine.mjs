// Runs v86 for Osmosis.Emulators.V86Machine: node machine.mjs '{"kernel" or "cd": path, "memory": bytes, "serial":
// socket, "module": path of a kernel's boot module or ""}'.
//
// The guest's serial port is connected to a socket. Each line on standard input asks for the mapping. The answer is a
// line for each mapped page, like QEMU's `info tlb` ("virtual: physical XGPDACTUW"), and an empty line. The program
// ends with its input, or with status 1 and a line with the reason: a file is missing, or the emulator gives up, as on
// a double or triple fault.

import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { V86 } from "v86";

const FIRMWARE = "/usr/share/seabios/";
const CD_FIRST = 0x213;
const SCREEN_MEMORY = 8 << 20;
const PRESENT = 1;
const FRAME = ~0xfff;
const FLAGS = [[8, "G"], [7, "P"], [6, "D"], [5, "A"], [4, "C"], [3, "T"], [2, "U"], [1, "W"]];

// The emulator throws in its own turns of the event loop, where nobody could catch it.
process.on("uncaughtException", error => {
    process.stderr.write(`${error.name}: ${error.message.split("\n")[0]}\n`);
    process.exit(1);
});

const options = JSON.parse(process.argv[2]);
const serial = connect(options.serial);
const emulator = new V86({
    wasm_path: fileURLToPath(new URL("../node_modules/v86/build/v86.wasm", import.meta.url)),
    memory_size: options.memory,
    vga_memory_size: SCREEN_MEMORY,
    autostart: false,
    disable_speaker: true,
    ...(options.module ? { initrd: file(options.module) } : {}),
    ...(options.kernel ? { multiboot: file(options.kernel) } : {
        bios: file(FIRMWARE + "bios.bin"),
        vga_bios: file(FIRMWARE + "vgabios-stdvga.bin"),
        cdrom: file(options.cd),
        boot_order: CD_FIRST,
    }),
});

emulator.add_listener("serial0-output-byte", byte => serial.write(Uint8Array.of(byte)));
emulator.add_listener("emulator-loaded", () => emulator.run());
serial.on("data", bytes => emulator.serial_send_bytes(0, bytes));
serial.on("close", () => process.exit(0));
serial.on("error", error => { throw error; });
createInterface({ input: process.stdin })
    .on("line", () => process.stdout.write([...mappings(), "\n"].join("")))
    .on("close", () => process.exit(0));

function file(path) {
    const bytes = readFileSync(path);
    return { buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) };
}

// The processor's walk through the directory at CR3 and its tables, in guest memory.
function* mappings() {
    const directory = table(emulator.v86.cpu.cr[3] & FRAME);
    for (let slot = 0; slot < directory.length; slot++) {
        if (!(directory[slot] & PRESENT)) {
            continue;
        }

        const entries = table(directory[slot] & FRAME);
        for (let page = 0; page < entries.length; page++) {
            if (entries[page] & PRESENT) {
                yield `${hex(slot * 2 ** 22 + page * 2 ** 12)}: ${hex(entries[page] & FRAME)} `
                    + `${flags(entries[page])}\n`;
            }
        }
    }
}

function table(physical) {
    const bytes = emulator.read_memory(physical >>> 0, 4096).slice();
    return new Int32Array(bytes.buffer);
}

function flags(entry) {
    return "-" + FLAGS.map(([bit, letter]) => entry >> bit & 1 ? letter : "-").join("");
}

function hex(value) {
    return (value >>> 0).toString(16).padStart(16, "0");
}
