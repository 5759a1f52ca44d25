// What was typed or pasted, on its way into the guest's serial port. v86's port takes any number of bytes, and reports
// them one interrupt at a time. Here it gets as many as a real port's FIFO holds, and the next when the guest has read
// those: a guest that is busy makes the sender wait.

const FIFO_BYTES = 16;

/** v86's serial port, in its undeclared members. */
export interface SerialPort {
    /** Bytes that the guest hasn't read. */
    readonly input: readonly number[];
}

export class SerialInput {
    private waiting: Uint8Array = new Uint8Array();

    constructor(private readonly port: () => SerialPort, private readonly receive: (bytes: Uint8Array) => void) {
    }

    /** Bytes that the port hasn't got yet. */
    get length(): number {
        return this.waiting.length;
    }

    /** Sends these bytes after those sent before. */
    send(text: string): void {
        const bytes = new TextEncoder().encode(text);
        const joined = new Uint8Array(this.waiting.length + bytes.length);
        joined.set(this.waiting);
        joined.set(bytes, this.waiting.length);
        this.waiting = joined;
        this.pump();
    }

    /** Gives the port what it has room for. Returns whether there was anything to give. */
    pump(): boolean {
        const room = this.waiting.length === 0 ? 0 : FIFO_BYTES - this.port().input.length;
        if (room <= 0) {
            return false;
        }

        const next = this.waiting.subarray(0, room);
        this.waiting = this.waiting.subarray(room);
        this.receive(next);
        return true;
    }
}
