// What the guide does to the page when the reader has gone on, on a made-up page.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../guest/snapshot";
import type { Observation } from "../observation";
import { Transcript } from "../ui/transcript";
import { Guide, type Page } from "./guide";

describe("a guide that was told to stop", () => {
    it("doesn't let the kernel go on", async () => {
        const told = new AbortController();
        const page = new MadeUpPage();
        const booting = new Guide(page, told.signal).bootTo(2);
        await expect.poll(() => page.steps).toBeGreaterThan(1);
        const before = page.steps;
        told.abort();
        await expect(booting).rejects.toThrow("aborted");
        expect(page.steps).toBe(before);
    });
});

// Its kernel waits at an event of the first stage, whatever is done.
class MadeUpPage implements Page {
    steps = 0;
    readonly status = "stopped";
    readonly console = { transcript: new Transcript() };
    readonly sessions = {
        observation: { snapshot: { isWaiting: true, stage: 1 } as Partial<Snapshot> } as Observation,
        loaded: () => Promise.resolve(),
        resume: () => Promise.resolve(),
    };
    readonly events = { step: () => { this.steps++; }, setPlaying: unused, watch: unused };
    readonly type = unused;
    readonly showView = unused;
    readonly showAddress = unused;
    readonly showWalk = unused;
    readonly showFrame = unused;
    readonly chooseBlock = unused;

    boot(): Promise<void> {
        return Promise.resolve();
    }
}

function unused(): never {
    throw new Error("booting needs nothing else of the page");
}
