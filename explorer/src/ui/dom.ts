// Makes elements.

type Child = Node | string;

/** An element with attributes and children. The attribute `class` is the class list; undefined values are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
    tag: K, attributes: Readonly<Record<string, string | undefined>> = {},
    ...children: readonly Child[]): HTMLElementTagNameMap[K] {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== undefined) {
            made.setAttribute(name, value);
        }
    }

    made.append(...children);
    return made;
}

/** A button that isn't a form's. */
export function button(label: Child, attributes: Readonly<Record<string, string | undefined>>,
    onClick: () => void): HTMLButtonElement {
    const made = element("button", { type: "button", ...attributes }, label);
    made.addEventListener("click", onClick);
    return made;
}

/** Sets an element's text if it differs, so that unchanged text isn't drawn or read out again. */
export function setText(target: HTMLElement, text: string): void {
    if (target.textContent !== text) {
        target.textContent = text;
    }
}

/** A list of names and values, drawn in two columns. */
export function facts(rows: readonly (readonly [string, Child])[]): HTMLElement {
    return element("dl", { class: "facts" },
        ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
