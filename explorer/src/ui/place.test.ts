import { describe, expect, it } from "vitest";
import { readPlace } from "./place";

const VIEWS = ["space", "heap"];

describe("the address", () => {
    it.each([
        ["#tour=1", { step: 1 }],
        ["#tour=8", { step: 8 }],
        ["#view=heap", { view: "heap" }],
        ["#tour=3&view=heap", { step: 3 }],
        ["", undefined],
        ["#", undefined],
        ["#something", undefined],
    ])("%s leads somewhere, or nowhere in particular", (hash, place) => {
        expect(readPlace(hash, 8, VIEWS)).toEqual(place);
    });

    it.each([["#tour=0"], ["#tour=9"], ["#tour=99"], ["#tour=abc"], ["#tour=-1"], ["#tour=1.5"], ["#tour="],
        ["#tour=0x2"]])("%s is no step, and the page says so", hash => {
            expect(readPlace(hash, 8, VIEWS)).toMatch(/asks for step “.*” of the tour, which has steps 1 to 8/);
        });

    it("of no view is said to be", () => {
        expect(readPlace("#view=nonsense", 8, VIEWS))
            .toBe("The address asks for a view “nonsense”. There are space, heap.");
    });
});
