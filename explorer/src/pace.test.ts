import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Pace } from "./pace";

const REST = 100;
const LIVELY = 150;

let frames: number;
let page: EventTarget;

beforeEach(() => {
    frames = 0;
    page = new EventTarget();
    vi.useFakeTimers();
    vi.stubGlobal("window",
        Object.assign(page, { setTimeout: (act: () => void, after: number) => setTimeout(act, after) }));
    vi.stubGlobal("requestAnimationFrame", () => { frames++; });
});

afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
});

function pace(): Pace {
    const made = new Pace(() => undefined);
    vi.advanceTimersByTime(LIVELY);
    return made;
}

it("a machine that does something is drawn in the next frame", () => {
    pace().next(false);
    expect(frames).toBe(1);
});

it("a machine at rest is drawn once, after a rest", () => {
    pace().next(true);
    vi.advanceTimersByTime(REST - 1);
    expect(frames).toBe(0);
    vi.advanceTimersByTime(1);
    expect(frames).toBe(1);
    vi.advanceTimersByTime(10 * REST);
    expect(frames).toBe(1);
});

it.each(["pointermove", "pointerdown", "click", "keydown", "input", "wheel", "resize", "hashchange"])(
    "%s ends a rest, and keeps the page lively for a moment", sign => {
        const tested = pace();
        tested.next(true);
        page.dispatchEvent(new Event(sign));
        expect(frames).toBe(1);
        vi.advanceTimersByTime(LIVELY - 1);
        tested.next(true);
        expect(frames).toBe(2);
        vi.advanceTimersByTime(1);
        tested.next(true);
        expect(frames).toBe(2);
        vi.advanceTimersByTime(REST);
        expect(frames).toBe(3);
    });

it("a glance ends a rest, and the page goes on resting after it", () => {
    const tested = pace();
    tested.next(true);
    tested.glance();
    expect(frames).toBe(1);
    tested.next(true);
    vi.advanceTimersByTime(REST - 1);
    expect(frames).toBe(1);
    vi.advanceTimersByTime(1);
    expect(frames).toBe(2);
});

it("many signs in a frame draw it once", () => {
    const tested = pace();
    tested.next(true);
    for (let sign = 0; sign < 5; sign++) {
        tested.wake();
    }

    expect(frames).toBe(1);
    vi.advanceTimersByTime(10 * REST);
    expect(frames).toBe(1);
});
