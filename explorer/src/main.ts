// Starts the page.

import { Explorer } from "./explorer";
import { element } from "./ui/dom";
import "./ui/style.css";
import { startTheme } from "./ui/theme";

startTheme();
const explorer = new Explorer();
document.body.append(...explorer.elements);
explorer.start().catch((error: unknown) => {
    fail(error instanceof Error ? error.message : String(error));
});

// v86 gives up by throwing, on a double fault for instance.
window.addEventListener("error", event => {
    if (event.error instanceof Error) {
        fail(`The emulator gave up: ${event.message}`);
    }
});

function fail(message: string): void {
    explorer.stop();
    document.querySelector(".failure")?.remove();
    document.querySelector("main")?.before(element("section", { class: "failure", role: "alert" }, element("h2", {}, "The machine can’t run"), element("p", {}, message)));
}
