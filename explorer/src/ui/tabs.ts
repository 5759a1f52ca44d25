// The row of tabs that chooses a view, and the panels below it.

import type { View } from "../views/view";
import { button, element } from "./dom";

export class Tabs {
    readonly element: HTMLElement;
    private readonly list: HTMLElement;
    private readonly panels = new Map<string, HTMLElement>();
    private readonly buttons = new Map<string, HTMLButtonElement>();
    private shown: View;

    constructor(private readonly views: readonly [View, ...View[]], private readonly onShow: (view: View) => void) {
        this.shown = views[0];
        this.list = element("div", { class: "tabs", role: "tablist", "aria-label": "Views" });
        for (const view of views) {
            const tab = button(view.title, { role: "tab", id: `tab-${view.id}`, "aria-controls": `panel-${view.id}` },
                () => { this.show(view.id); });
            this.buttons.set(view.id, tab);
            this.panels.set(view.id,
                element("div", { role: "tabpanel", id: `panel-${view.id}`, "aria-labelledby": `tab-${view.id}` },
                    element("h2", { class: "unseen" }, view.title), view.element));
            this.list.append(tab);
        }

        this.list.addEventListener("keydown", event => { this.press(event); });
        this.element = element("div", { class: "views" }, this.list, ...this.panels.values());
        this.mark();
    }

    get current(): View {
        return this.shown;
    }

    show(id: string): void {
        const view = this.views.find(candidate => candidate.id === id);
        if (view !== undefined && view !== this.shown) {
            this.shown = view;
            this.mark();
            this.onShow(view);
        }
    }

    /** Moves the focus to the chosen tab. */
    focus(): void {
        this.buttons.get(this.shown.id)?.focus();
    }

    /** The names of the views. */
    get ids(): readonly string[] {
        return this.views.map(view => view.id);
    }

    private mark(): void {
        for (const view of this.views) {
            const isShown = view === this.shown;
            const tab = this.buttons.get(view.id);
            tab?.setAttribute("aria-selected", String(isShown));
            tab?.setAttribute("tabindex", isShown ? "0" : "-1");
            this.panels.get(view.id)?.toggleAttribute("hidden", !isShown);
        }
    }

    private press(event: KeyboardEvent): void {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        const next = this.views[(this.views.indexOf(this.shown) + step + this.views.length) % this.views.length];
        if (step !== 0 && next !== undefined) {
            this.show(next.id);
            this.focus();
            event.preventDefault();
        }
    }
}
