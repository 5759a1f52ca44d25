// QEMU as a witness: boots the same image, and reads its memory.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { KERNEL } from "./harness";
import { PATIENCE } from "./patience";

const LOOK_AGAIN = 50;
const PROMPT = "(qemu) ";

export class Qemu {
    private output = "";

    private constructor(private readonly process: ChildProcess, private readonly folder: string) {
        process.stdout?.setEncoding("utf8").on("data", (text: string) => { this.output += text; });
    }

    /** Resolves when the kernel's prompt is there. */
    static async boot(mebibytes: number): Promise<Qemu> {
        const folder = mkdtempSync(join(tmpdir(), "osmosis-witness-"));
        const serial = join(folder, "serial");
        // It ends with the thread that runs the tests, however that ends.
        const child = spawn("setpriv",
            ["--pdeathsig", "KILL", "qemu-system-i386", "-accel", "tcg", "-kernel", KERNEL, "-m", `${mebibytes}M`,
                "-display", "none", "-serial", `file:${serial}`, "-monitor", "stdio", "-no-reboot"]);
        const qemu = new Qemu(child, folder);
        for (const end = performance.now() + PATIENCE; performance.now() < end;) {
            await delay(LOOK_AGAIN);
            if (readText(serial).endsWith("osmosis> ")) {
                return qemu;
            }
        }

        qemu.close();
        throw new Error("the kernel didn't come to its prompt in QEMU");
    }

    /** The monitor's answer. */
    async ask(command: string): Promise<string> {
        const before = this.output.length;
        this.process.stdin?.write(`${command}\n`);
        for (const end = performance.now() + PATIENCE; performance.now() < end;) {
            await delay(LOOK_AGAIN / 5);
            const answer = this.output.slice(before);
            if (answer.includes("\n") && answer.endsWith(PROMPT)) {
                return answer;
            }
        }

        throw new Error(`QEMU's monitor didn't answer ${command}`);
    }

    async cr3(): Promise<number> {
        return Number(`0x${/CR3=([0-9a-f]+)/.exec(await this.ask("info registers"))?.[1] ?? ""}`);
    }

    /** A word of physical memory, from `xp`. */
    async word(address: number): Promise<number> {
        return Number(/: (0x[0-9a-f]+)/.exec(await this.ask(`xp /1wx 0x${address.toString(16)}`))?.[1]);
    }

    close(): void {
        this.process.kill("SIGKILL");
        rmSync(this.folder, { recursive: true, force: true });
    }
}

function readText(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return "";
    }
}
