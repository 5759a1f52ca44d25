// The reader's place in the page, in the address bar: #tour=5 is the fifth step of the tour, #view=heap a view.

export type Place = { readonly step: number } | { readonly view: string };

/** The place that an address names; a line about the error if it is wrong, or undefined if it names none. */
export function readPlace(hash: string, steps: number, views: readonly string[]): Place | string | undefined {
    const wanted = new URLSearchParams(hash.replace(/^#/, ""));
    const tour = wanted.get("tour");
    if (tour !== null) {
        const step = /^[0-9]+$/.test(tour) ? Number(tour) : 0;
        return step >= 1 && step <= steps
            ? { step } : `The address asks for step “${tour}” of the tour, which has steps 1 to ${steps}.`;
    }

    const view = wanted.get("view");
    if (view !== null) {
        return views.includes(view)
            ? { view } : `The address asks for a view “${view}”. There are ${views.join(", ")}.`;
    }

    return undefined;
}

/** Puts a place into the address bar, as a new entry of the browser's history: its Back button leads to the previous
 * one. */
export function notePlace(place: Place): void {
    const hash = "step" in place ? `#tour=${place.step}` : `#view=${place.view}`;
    if (location.hash !== hash) {
        history.pushState(null, "", hash);
    }
}
