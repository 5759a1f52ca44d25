// The machine: v86, an emulator of a PC. It boots the kernel's image, and lets the rest of the page read memory and
// registers, type, and pause.

import { V86 } from "v86";
import type { GuestMemory } from "../guest/memory";
import type { ControlRegisters } from "../guest/paging";
import { compileCore, type Core } from "./core";
import { isStackUsedUp, raiseDoubleFault, type Registers } from "./double-fault";
import { fetchOptionalPart, fetchPart, MachineError } from "./parts";
import { readPhysical, type Processor } from "./physical-memory";
import { SerialInput, type SerialPort } from "./serial-input";

const SCREEN_MEMORY = 8 << 20;

/** Milliseconds between two looks at a machine that has ended. */
const REST = 200;

/** Milliseconds between two pictures of the VGA screen. */
const SCREEN_REST = 40;

/** Milliseconds between two looks at whether a guest still waits for the page. */
const WAIT = 10;

/** Milliseconds of a turn in which there is input. */
const MOST_TURN = 12;

/** Milliseconds in which the emulator must have carried out an instruction, and in which an old one must be gone. */
const MOST_START = 8000;
const MOST_END = 1000;

const SHUT_DOWN = "The processor has shut down: it could not deliver a fault to the kernel, nor the double fault that "
    + "followed (a triple fault). A PC would restart now.";

export interface MachineOptions {
    readonly image: Uint8Array;

    /** Bytes of memory. */
    readonly memory: number;

    /** Where the VGA screen goes. */
    readonly screen: HTMLElement;

    /** What the guest has written to its serial line in a turn. */
    readonly onOutput: (bytes: Uint8Array) => void;
}

// Members that v86 has but doesn't declare.
interface Internals {
    readonly v86?: { readonly cpu: Processor & Registers & { readonly devices: { readonly uart0: SerialPort } } };
    readonly screen_adapter?: ScreenAdapter;
}

// What draws the VGA screen: `update_screen` ends with a call of `timer`, by which it is called again.
interface ScreenAdapter {
    timer(): void;
    update_screen(): void;
}

// An event that v86 has but doesn't declare: `hlt` with interrupts off.
interface MoreEvents {
    add_listener(event: "cpu-event-halt", listener: () => void): void;
}

/** The parts that don't change from one machine to the next. */
interface Parts {
    readonly core: WebAssembly.Module;
    readonly bios: Uint8Array | undefined;
    readonly screenBios: Uint8Array | undefined;
}

let parts: Promise<Parts> | undefined;

async function fetchParts(): Promise<Parts> {
    const [core, bios, screenBios] = await Promise.all(
        [fetchPart("v86.wasm.gz"), fetchOptionalPart("seabios.bin"), fetchOptionalPart("vgabios.bin")]);
    return { core: await compileCore(core), bios, screenBios };
}

export class Machine implements GuestMemory {
    private readonly emulator: V86;
    private readonly input: SerialInput;
    private memory: WebAssembly.Memory | undefined;
    private lastWords = "";
    private end: string | undefined;
    private hasHalted = false;
    private isWaiting = (): boolean => false;
    private written: number[] = [];

    private constructor({ core, bios, screenBios }: Parts, options: MachineOptions,
        onFailure: (error: unknown) => void) {
        this.size = options.memory;
        this.onOutput = options.onOutput;
        this.hasScreen = bios !== undefined && screenBios !== undefined;
        this.emulator = new V86({
            wasm_fn: imports => this.instantiate(core, imports).catch((error: unknown) => {
                onFailure(error);
                throw error;
            }),
            memory_size: options.memory,
            vga_memory_size: SCREEN_MEMORY,
            autostart: true,
            disable_speaker: true,
            disable_mouse: true,
            disable_keyboard: true,
            multiboot: { buffer: copyOf(options.image) },
            ...(bios !== undefined && screenBios !== undefined
                ? { bios: { buffer: copyOf(bios) }, vga_bios: { buffer: copyOf(screenBios) },
                    screen: { container: options.screen } } : {}),
        });
        this.input =
            new SerialInput(() => this.cpu.devices.uart0, bytes => { this.emulator.serial_send_bytes(0, bytes); });
        this.emulator.add_listener("serial0-output-byte", byte => { this.written.push(byte); });
        (this.emulator as unknown as MoreEvents).add_listener("cpu-event-halt", () => { this.hasHalted = true; });
    }

    readonly size: number;
    readonly hasScreen: boolean;
    private readonly onOutput: (bytes: Uint8Array) => void;

    /** Resolves when the machine runs. Rejects with a MachineError when it can't. */
    static async start(options: MachineOptions): Promise<Machine> {
        parts ??= fetchParts();
        const ready = await parts.catch((error: unknown) => {
            parts = undefined;
            throw error;
        });
        return await new Promise((resolve, reject) => {
            const machine = new Machine(ready, options, reject);
            machine.emulator.add_listener("emulator-started", () => {
                machine.slowScreen();
                machine.waitForInstructions().then(() => { resolve(machine); }, reject);
            });
        });
    }

    get isRunning(): boolean {
        return this.end === undefined && this.emulator.is_running();
    }

    /** Whether the kernel has stopped the processor for good. */
    get isHalted(): boolean {
        return this.hasHalted;
    }

    /** Why the machine can't go on; undefined while it can. */
    get failure(): string | undefined {
        return this.end;
    }

    get registers(): ControlRegisters {
        const { cr } = this.cpu;
        return { cr0: (cr[0] ?? 0) >>> 0, cr2: (cr[2] ?? 0) >>> 0, cr3: (cr[3] ?? 0) >>> 0 };
    }

    /** Instructions carried out so far, modulo 2^32. */
    get instructions(): number {
        return this.emulator.get_instruction_counter();
    }

    read(address: number, length: number): Uint8Array {
        return readPhysical(this.cpu, this.size, address, length);
    }

    /** Writes a word of the guest's memory. Only for the words that the kernel leaves to its observers. */
    writeWord(address: number, value: number): void {
        const bytes = new Uint8Array(4);
        new DataView(bytes.buffer).setUint32(0, value, true);
        this.emulator.write_memory(bytes, address);
    }

    /** Types into the serial line. The guest gets it as fast as it reads. */
    send(text: string): void {
        this.input.send(text);
    }

    /** Stands still while the guest would only look at a word that the page writes. */
    restWhile(isWaiting: () => boolean): void {
        this.isWaiting = isWaiting;
    }

    async pause(): Promise<void> {
        await this.emulator.stop();
    }

    async resume(): Promise<void> {
        await this.emulator.run();
    }

    /** Ends the emulator. One that doesn't answer any more is left to itself. */
    async destroy(): Promise<void> {
        this.end ??= "It was replaced by another machine.";
        await Promise.race([this.emulator.destroy(), sleep(MOST_END)]);
    }

    private get cpu(): NonNullable<Internals["v86"]>["cpu"] {
        const cpu = (this.emulator as unknown as Internals).v86?.cpu;
        if (cpu === undefined) {
            throw new Error("the machine's memory was asked for before it was there");
        }

        return cpu;
    }

    // v86 would have the browser draw a frame for it sixty times a second.
    private slowScreen(): void {
        const screen = (this.emulator as unknown as Internals).screen_adapter;
        if (screen !== undefined) {
            screen.timer = () => {
                if (this.end === undefined) {
                    setTimeout(() => { screen.update_screen(); }, SCREEN_REST);
                }
            };
        }
    }

    private async instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Exports> {
        const env = { ...imports.env,
            console_log_from_wasm: (address: number, length: number) => { this.note(address, length); } };
        const { exports } = await WebAssembly.instantiate(module, { ...imports, env });
        const core = exports as unknown as Core;
        this.memory = exports.memory as WebAssembly.Memory;
        return { ...exports, main_loop: () => this.takeTurn(core) };
    }

    // Runs the guest for a moment, and returns the milliseconds until its next turn. An error never leaves it: v86
    // would stop for good, and couldn't even be ended.
    private takeTurn(core: Core): number {
        if (this.end !== undefined) {
            return REST;
        }

        const stack = core.stack_pointer.value;
        try {
            if (this.isWaiting()) {
                return WAIT;
            }

            // A guest that reads its input as it comes needs no picture in between.
            const start = performance.now();
            let rest = core.main_loop();
            while (this.input.pump()) {
                rest = performance.now() - start < MOST_TURN ? core.main_loop() : 0;
            }

            // A timer drops the fraction, and a guest at rest would be asked again and again until it is over.
            return Math.ceil(rest);
        } catch (error) {
            core.stack_pointer.value = stack;
            if (!isStackUsedUp(error)) {
                this.end = `The emulator, v86, can’t go on: ${this.lastWords === "" ? String(error) : this.lastWords}.`;
            } else if (!raiseDoubleFault(core, this.cpu)) {
                this.end = SHUT_DOWN;
            }

            return this.end === undefined ? 0 : REST;
        } finally {
            this.passOn();
        }
    }

    // The terminal takes many bytes at once for little more than one.
    private passOn(): void {
        if (this.written.length > 0) {
            const bytes = Uint8Array.from(this.written);
            this.written = [];
            this.onOutput(bytes);
        }
    }

    // What the core says before it gives up: where it was in its source, and in the next line why.
    private note(address: number, length: number): void {
        const text =
            new TextDecoder().decode(new Uint8Array(this.memory?.buffer ?? new ArrayBuffer(), address, length).slice());
        this.lastWords = text.split("\n").slice(0, 2).join(" ").trim();
    }

    private async waitForInstructions(): Promise<void> {
        const start = performance.now();
        while (this.instructions === 0 && this.end === undefined) {
            if (performance.now() - start > MOST_START) {
                throw new MachineError(
                    `The emulator has carried out nothing for ${MOST_START / 1000} seconds. Perhaps the server forbids `
                        + `the page to make workers (Content-Security-Policy: worker-src blob:).`);
            }

            await sleep(10);
        }
    }
}

function sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, milliseconds));
}

// v86 keeps the buffer it is given, and uses all of it.
function copyOf(bytes: Uint8Array): ArrayBuffer {
    return bytes.slice().buffer;
}
