// Draws one step of a failing sequence at a time. Everything comes from the JSON in the page; nothing is loaded.
"use strict";
{
    const shown = JSON.parse(document.getElementById("trace").textContent);
    const { rule, trace, lines, fileName } = shown;
    const steps = trace.steps;

    // Letters, names and colours of the explorer's views (explorer/src/ui/kinds.ts, colours.css), as far as they occur;
    // a page of the student's and his notes are this page's own.
    const KINDS = {
        free: ["·", "free", "--kind-free"],
        directory: ["D", "page directory", "--kind-directory"],
        table: ["T", "page table", "--kind-table"],
        page: ["P", "page", "--kind-variables"],
        variables: ["N", "your notes", "--kind-stack"],
        taken: ["X", "taken, nothing points to it", "--kind-taken"],
        reserved: ["R", "the caller’s or a device’s", "--kind-reserved"],
    };
    const SECTIONS = [
        ["tables", "Tables: present entries"],
        ["tlb", "TLB: what the processor holds"],
        ["directory", "Directory: present entries"],
        ["held", "Directory entries that the processor holds"],
        ["frames", "Frames, and whose they are"],
    ];

    const at = id => document.getElementById(id);
    const element = (name, className, ...children) => {
        const made = document.createElement(name);
        made.className = className;
        made.append(...children);
        return made;
    };

    let now = 0;

    function swatch(kind) {
        const [letter, name, colour] = KINDS[kind] ?? ["", "", "--kind-none"];
        const made = element("span", "swatch", letter);
        made.style.background = `var(${colour})`;
        made.title = name;
        return made;
    }

    function row(entry, before, isFrame) {
        const isChanged = before === undefined || before.what !== entry.what || before.stale !== entry.stale;
        const made = element("tr", (entry.stale !== "" ? "is-stale " : "") + (isChanged ? "changed" : ""));
        const where = element("th", "", ...(isFrame ? [swatch(entry.kind)] : []), entry.where);
        where.scope = "row";
        const what = element("td", "", entry.what);
        if (entry.stale !== "") {
            what.append(element("span", "stale", `stale: ${entry.stale}`));
        }

        made.append(where, what);
        return made;
    }

    function section(name, title) {
        const before = (now === 0 ? trace.before : steps[now - 1].after)[name];
        const after = steps[now].after[name];
        const old = new Map(before.map(entry => [entry.where, entry]));
        const table = element("table", "", ...after.map(entry => row(entry, old.get(entry.where), name === "frames")));
        for (const entry of before.filter(entry => !after.some(other => other.where === entry.where))) {
            const gone = row({ ...entry, stale: "" }, entry, name === "frames");
            gone.className = "gone";
            table.append(gone);
        }

        const heading = element("h2", "", title);
        heading.id = `${name}-title`;
        table.id = name;
        table.setAttribute("aria-labelledby", heading.id);
        const isEmpty = table.rows.length === 0;
        return element("section", name === "frames" ? "wide" : "", heading, isEmpty ? element("p", "muted", "nothing")
            : table);
    }

    function mark(step) {
        for (const [index, line] of [...at("source").children].entries()) {
            const isNow = index + 1 === step.line;
            line.classList.toggle("now", isNow);
            line.classList.toggle("caller", step.callers.includes(index + 1));
            if (isNow) {
                line.setAttribute("aria-current", "step");
                // Only the list is scrolled, not the page.
                const list = at("source");
                list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 2;
            } else {
                line.removeAttribute("aria-current");
            }
        }
    }

    function show(step) {
        now = Math.max(0, Math.min(steps.length - 1, step));
        const shownStep = steps[now];
        const isEnd = shownStep.kind === "end";
        const isBroken = isEnd && shownStep.call === rule.steps.length - 1;
        at("call").textContent = `Call ${shownStep.call + 1} of ${rule.steps.length}: ${rule.steps[shownStep.call]}`;
        at("event").textContent = isBroken ? `The rule is broken here: ${rule.what}.`
            : isEnd ? "The call is over." : shownStep.what;
        at("event").className = isBroken ? "broken" : "";
        const place = shownStep.line > 0 ? `${fileName}:${[shownStep.line, ...shownStep.callers].join(" ← ")}` : "";
        at("where").textContent = [place, shownStep.place].filter(text => text !== "").join("; ");
        at("number").textContent = `${now + 1} of ${steps.length}`;
        at("place").value = String(now + 1);
        at("first").disabled = at("previous").disabled = now === 0;
        at("next").disabled = at("last").disabled = now === steps.length - 1;
        at("machine").replaceChildren(...SECTIONS.map(([name, title]) => section(name, title)));
        mark(shownStep);
    }

    function begin() {
        at("title").textContent = `Lab ${shown.lab}, rule ${rule.rule}: ${rule.title}`;
        at("what").textContent = `${rule.what}.`;
        const place = rule.line === "" ? "" : `${rule.line} in ${rule.method}`;
        const forgiven = rule.forgiven.length === 0 ? ""
            : `broken before, and forgiven here: ${rule.forgiven.join(", ")}`;
        const leftOut = trace.leftOut === 0 ? "" : `the first ${trace.leftOut} steps are left out`;
        at("facts").append(...[rule.expected, rule.said, place, rule.why, forgiven, leftOut].filter(text => text !== "")
            .map(text => element("div", "", text)));
        at("source-title").textContent = fileName;
        const blamed = Number(rule.line.split(":")[1]);
        at("source").append(...lines.map((text, index) => element("li", index + 1 === blamed ? "blamed" : "",
            element("span", "line", String(index + 1)), text)));
        at("legend").append(...Object.keys(KINDS).map(kind => element("li", "", swatch(kind), KINDS[kind][1])));
        at("place").max = String(steps.length);
        at("first").onclick = () => show(0);
        at("previous").onclick = () => show(now - 1);
        at("next").onclick = () => show(now + 1);
        at("last").onclick = () => show(steps.length - 1);
        at("place").oninput = () => show(Number(at("place").value) - 1);
        document.addEventListener("keydown", key => {
            const step = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: steps.length - 1 }[key.key];

            // The slider has these keys itself, and the source may be scrolled by them.
            const isElsewhere = key.target === at("place") || key.target === at("source");
            if (step !== undefined && !isElsewhere && !key.ctrlKey && !key.altKey && !key.metaKey && !key.shiftKey) {
                show(step);
                key.preventDefault();
            }
        });
        show(0);
    }

    begin();
}
