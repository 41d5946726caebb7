// A row of flags over a curve or the timeline: one stop of the Tab key, with arrow keys inside.

import { h, s } from "../../screen/dom.js";
import { many, number, t } from "../../screen/words.js";
import { clustered, KINDS, lookOf } from "./flags.js";

/** Least distance between two flags, in pixels: as wide as a target has to be. */
const ROOM = 26;
const SIGNS = {
  branch: "M8,15V9L3,3M8,9L13,3",
  event: "M8,1L15,8L8,15L1,8Z",
  decision: "M4,15V2L14,5.5L4,9",
  cycle: "M8,4a4,4 0 1,0 .01,0Z",
};
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export class FlagStrip {
  /** @param open called with the numbers of the entries of the flag that is opened */
  constructor(host, open) {
    this.root = h("div", { class: "flags", role: "toolbar" });
    this.open = open;
    this.key = "";
    this.at = 0;
    this.root.addEventListener("keydown", (event) => this.step(event));
    host.append(this.root);
  }

  /**
   * Draw flags.
   * @param x     where a week stands, in pixels from the left of the strip
   * @param label what the row is called
   */
  draw(flags, x, label) {
    const shown = clustered(flags, x, ROOM);
    const key = `${label};${shown.map((flag) => `${flag.x.toFixed(1)}:${flag.entries.join()}`).join(" ")}`;
    if (key === this.key) return;
    this.key = key;
    const focused = this.root.contains(document.activeElement);
    this.root.setAttribute("aria-label", label);
    this.root.toggleAttribute("hidden", !shown.length);
    this.root.replaceChildren(...shown.map((flag) => this.flag(flag)));
    this.reach(Math.min(this.at, shown.length - 1), focused);
  }

  flag(flag) {
    const look = lookOf(flag);
    const name = nameOf(flag);
    const several = flag.counts.branch + flag.counts.event + flag.counts.decision;
    const count = several > 1 ? h("span", { "aria-hidden": "true" }, number(several)) : null;
    const button = h(
      "button",
      { type: "button", class: `flag ${look} towns-${flag.towns}`, "aria-label": name, title: name },
      s("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" }, s("path", { d: SIGNS[look] })),
      count,
    );
    button.style.left = `${flag.x.toFixed(1)}px`; // by script: the page's policy forbids styles in markup
    button.addEventListener("click", (event) => {
      event.stopPropagation(); // the curve beneath would go to the week
      this.reach([...this.root.children].indexOf(button));
      this.open(flag.entries);
    });
    return button;
  }

  step(event) {
    const last = this.root.children.length - 1;
    const to = { Home: 0, End: last }[event.key] ?? this.at + (STEPS[event.key] ?? Number.NaN);
    if (!(to >= 0 && to <= last)) return;
    event.preventDefault();
    event.stopPropagation();
    this.reach(to, true);
  }

  /** Let the Tab key stop at one of the flags. */
  reach(at, focus = false) {
    this.at = Math.max(0, at);
    [...this.root.children].forEach((button, n) => {
      button.tabIndex = n === this.at ? 0 : -1;
    });
    if (focus) this.root.children[this.at]?.focus();
  }
}

function nameOf({ first, last, counts }) {
  const weeks = { first: number(first), last: number(last) };
  const when = first === last ? t("flags.week", weeks) : t("flags.weeks", weeks);
  const what = KINDS.filter((kind) => counts[kind]).map((kind) => many(`flags.${kind}`, counts[kind]));
  return t("page.pair", { name: when, value: what.join(", ") });
}
