import { expect, it } from "vitest";
import { isAtRest, isOver, statusOf, type Signs } from "./status";

const RUNNING: Signs = { isRunning: true, isHalted: false, hasFailed: false, isAtEvent: false, isEditing: false,
    hasPanicked: false };

it.each([
    [{}, "running", false],
    [{ isEditing: true }, "waiting", false],
    [{ isAtEvent: true, isEditing: true }, "stopped", false],
    [{ isRunning: false, isAtEvent: true }, "paused", false],
    [{ isHalted: true }, "halted", true],
    [{ isHalted: true, hasPanicked: true }, "panicked", true],
    [{ hasPanicked: true, isRunning: false }, "panicked", true],
    [{ hasFailed: true, isRunning: false, hasPanicked: true }, "crashed", true],
] as const)("a machine of which is known %j is %s", (signs, status, over) => {
    expect(statusOf({ ...RUNNING, ...signs })).toBe(status);
    expect(isOver(status)).toBe(over);
});

it.each([
    ["starting", false], ["running", false],
    ["waiting", true], ["stopped", true], ["paused", true], ["panicked", true], ["halted", true], ["crashed", true],
] as const)("a machine that is %s is at rest: %s", (status, rests) => {
    expect(isAtRest(status)).toBe(rests);
});
