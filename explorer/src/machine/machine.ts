// The machine: v86, an emulator of a PC. It boots the kernel's image, and lets the rest of the page read memory and registers, type, and pause.

import { V86 } from "v86";
import type { GuestMemory } from "../guest/memory";
import type { ControlRegisters } from "../guest/paging";
import { fetchOptionalPart, fetchPart } from "./parts";
import { readPhysical, type Processor } from "./physical-memory";

const SCREEN_MEMORY = 8 << 20;

export interface MachineOptions {
    readonly image: Uint8Array;

    /** Bytes of memory. */
    readonly memory: number;

    /** Where the VGA screen goes. */
    readonly screen: HTMLElement;
    readonly onOutput: (byte: number) => void;
}

// Members that v86 has but doesn't declare.
interface Internals {
    readonly v86?: { readonly cpu: Processor };
}

/** The parts that don't change from one machine to the next. */
interface Parts {
    readonly processor: string;
    readonly bios: Uint8Array | undefined;
    readonly screenBios: Uint8Array | undefined;
}

let parts: Promise<Parts> | undefined;

async function fetchParts(): Promise<Parts> {
    const [processor, bios, screenBios] = await Promise.all([fetchPart("v86.wasm.gz"), fetchOptionalPart("seabios.bin"), fetchOptionalPart("vgabios.bin")]);
    return { processor: URL.createObjectURL(new Blob([copyOf(processor)], { type: "application/wasm" })), bios, screenBios };
}

export class Machine implements GuestMemory {
    private constructor(private readonly emulator: V86, readonly size: number, readonly hasScreen: boolean) {
    }

    /** Resolves when the machine runs. */
    static async start(options: MachineOptions): Promise<Machine> {
        parts ??= fetchParts();
        const { processor, bios, screenBios } = await parts.catch((error: unknown) => {
            parts = undefined;
            throw error;
        });
        const hasScreen = bios !== undefined && screenBios !== undefined;
        const emulator = new V86({
            wasm_path: processor,
            memory_size: options.memory,
            vga_memory_size: SCREEN_MEMORY,
            autostart: true,
            disable_speaker: true,
            disable_mouse: true,
            disable_keyboard: true,
            multiboot: { buffer: copyOf(options.image) },
            ...(hasScreen ? { bios: { buffer: copyOf(bios) }, vga_bios: { buffer: copyOf(screenBios) }, screen: { container: options.screen } } : {}),
        });
        emulator.add_listener("serial0-output-byte", options.onOutput);
        await new Promise<void>(resolve => {
            emulator.add_listener("emulator-started", resolve);
        });
        return new Machine(emulator, options.memory, hasScreen);
    }

    get isRunning(): boolean {
        return this.emulator.is_running();
    }

    get registers(): ControlRegisters {
        const { cr } = this.processor;
        return { cr0: (cr[0] ?? 0) >>> 0, cr2: (cr[2] ?? 0) >>> 0, cr3: (cr[3] ?? 0) >>> 0 };
    }

    /** Instructions carried out so far, modulo 2^32. */
    get instructions(): number {
        return this.emulator.get_instruction_counter();
    }

    read(address: number, length: number): Uint8Array {
        return readPhysical(this.processor, this.size, address, length);
    }

    /** Writes a word of the guest's memory. Only for the words that the kernel leaves to its observers. */
    writeWord(address: number, value: number): void {
        const bytes = new Uint8Array(4);
        new DataView(bytes.buffer).setUint32(0, value, true);
        this.emulator.write_memory(bytes, address);
    }

    /** Types into the serial line. */
    send(text: string): void {
        this.emulator.serial_send_bytes(0, new TextEncoder().encode(text));
    }

    async pause(): Promise<void> {
        await this.emulator.stop();
    }

    async resume(): Promise<void> {
        await this.emulator.run();
    }

    async destroy(): Promise<void> {
        await this.emulator.destroy();
    }

    private get processor(): Processor {
        const processor = (this.emulator as unknown as Internals).v86?.cpu;
        if (processor === undefined) {
            throw new Error("the machine's memory was asked for before it was there");
        }

        return processor;
    }
}

// v86 keeps the buffer it is given, and uses all of it.
function copyOf(bytes: Uint8Array): ArrayBuffer {
    return bytes.slice().buffer;
}
