// Light and dark: the system's choice until the reader makes another. Pictures get their colours here, so that the
// style sheet has them all.

import { element } from "./dom";
import { KINDS, SHADES, type KindId } from "./kinds";

const KEY = "osmosis-theme";
const probe = element("i", { hidden: "" });
const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/** Colours as pictures draw them. */
export interface Palette {
    readonly ink: string;
    readonly faint: string;
    readonly paper: string;
    readonly accent: string;
    readonly alarm: string;
    readonly kinds: ReadonlyMap<KindId, string>;

    /** Blocks of the heap, by allocating function. */
    readonly shades: readonly string[];
}

type Listener = () => void;
const listeners: Listener[] = [];
let current: Palette | undefined;

export function isDark(): boolean {
    const chosen = document.documentElement.dataset.theme;
    return chosen === undefined ? darkSystem.matches : chosen === "dark";
}

/** Applies the reader's earlier choice. */
export function startTheme(): void {
    const chosen = remembered();
    if (chosen === "light" || chosen === "dark") {
        document.documentElement.dataset.theme = chosen;
    }

    darkSystem.addEventListener("change", changed);
}

export function toggleTheme(): void {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember(theme);
    changed();
}

/** Calls back when pictures must be drawn again. */
export function onThemeChange(listener: Listener): void {
    listeners.push(listener);
}

export function palette(): Palette {
    current ??= readPalette();
    return current;
}

// A browser that keeps nothing for this page throws at the mere name of its storage.
function remembered(): string | null {
    try {
        return localStorage.getItem(KEY);
    } catch {
        return null;
    }
}

function remember(theme: string): void {
    try {
        localStorage.setItem(KEY, theme);
    } catch {
        // The choice holds until the page is left.
    }
}

function changed(): void {
    current = undefined;
    for (const listener of listeners) {
        listener();
    }
}

// A colour may depend on light or dark; an element with the colour gives its current value.
function readPalette(): Palette {
    document.body.append(probe);
    const colour = (name: string): string => {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
    };
    return {
        ink: colour("ink"),
        faint: colour("line"),
        paper: colour("panel"),
        accent: colour("accent"),
        alarm: colour("alarm"),
        kinds: new Map(KINDS.map(kind => [kind.id, colour(`kind-${kind.id}`)])),
        shades: Array.from({ length: SHADES }, (_, shade) => colour(`shade-${shade}`)),
    };
}
