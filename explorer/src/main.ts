// Starts the page.

import { Explorer } from "./explorer";
import "./ui/colours.css";
import "./ui/page.css";
import "./ui/views.css";
import { startTheme } from "./ui/theme";

startTheme();
document.querySelector(".unstarted")?.remove();
const explorer = new Explorer();
document.body.append(...explorer.elements);
window.addEventListener("error", event => { explorer.fail(event.error ?? event.message); });
window.addEventListener("unhandledrejection", event => { explorer.fail(event.reason); });
void explorer.start();
