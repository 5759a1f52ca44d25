// The meanings of the colours and letters.

import { element } from "./dom";
import { kindOf, type KindId } from "./kinds";

export function legend(kinds: readonly KindId[]): HTMLElement {
    return element("ul", { class: "legend" }, ...kinds.map(id => {
        const kind = kindOf(id);
        return element("li", {},
            element("i", { style: `background: var(--kind-${id})`, "aria-hidden": "true" }, kind.letter), kind.name);
    }));
}
