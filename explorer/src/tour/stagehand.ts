// What a step of the tour can do: boot to a stage, type commands, and turn the page to what there is to see.

/** All of it rejects with an AbortError when the reader goes on to another step. */
export interface Stagehand {
    /** Boots anew and stops the kernel at a stage of boot. */
    bootTo(stage: number): Promise<void>;

    /** Types a command when the shell is ready for one; resolves with what it said when the prompt is back. */
    shell(command: string): Promise<string>;

    /** As shell, stopping for a moment at each event. */
    slowly(command: string): Promise<string>;

    /** Whether a page is present. */
    isMapped(address: number): boolean;

    showView(id: string): void;
    showAddress(address: number): void;
    showWalk(address: number): void;
    showFrame(frame: number): void;

    /** Chooses the heap's block with this payload. */
    chooseBlock(payload: number): void;
}
