// Starts the page.

import { Explorer } from "./explorer";
import { SnapshotError } from "./guest/snapshot";
import { element } from "./ui/dom";
import "./ui/colours.css";
import "./ui/page.css";
import "./ui/views.css";
import { startTheme } from "./ui/theme";

startTheme();
const explorer = new Explorer();
document.body.append(...explorer.elements);
explorer.start().catch((error: unknown) => {
    fail(error instanceof Error ? error.message : String(error));
});

// v86 throws when it gives up, for example on a double fault.
window.addEventListener("error", event => {
    if (event.error instanceof Error) {
        fail(event.error instanceof SnapshotError ? event.error.message : `The emulator gave up: ${event.message}`);
    }
});
window.addEventListener("unhandledrejection", event => {
    fail(event.reason instanceof Error ? event.reason.message : String(event.reason));
});

function fail(message: string): void {
    explorer.stop();
    document.querySelector(".failure")?.remove();
    document.querySelector("main")?.before(element("section", { class: "failure", role: "alert" }, element("h2", {}, "The machine can’t run"), element("p", {}, message)));
}
