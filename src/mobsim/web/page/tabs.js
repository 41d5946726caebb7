// Tabs of the side: arrow keys move between them, as readers of screens expect.

import { byId, h, show } from "../../screen/dom.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { TABS } from "./tabs/index.js";

/** Longer than a double click takes. */
const PAUSE_MS = 500;

export class Tabs extends Part {
  static needs = ["redraw"];
  static gives = ["openTab", "hideTab", "openedTab"];

  constructor(host, tools) {
    super(host, tools);
    this.names = TABS.map((kind) => kind.tab);
    this.buttons = new Map();
    this.panels = new Map();
    for (const kind of TABS) this.add(kind.tab);
    for (const kind of TABS) if (kind.onDemand) this.hideTab(kind.tab, true);
    host.addEventListener("keydown", (event) => this.key(event));
    this.select(this.names[0]);
  }

  add(name) {
    const button = h("button", {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      "aria-controls": `panel-${name}`,
      onclick: () => this.go(name),
    });
    const panel = h("div", {
      class: `panel ${name}`,
      role: "tabpanel",
      id: `panel-${name}`,
      "aria-labelledby": `tab-${name}`,
      tabindex: "0",
    });
    this.buttons.set(name, button);
    this.panels.set(name, panel);
    this.host.append(button);
    byId("panels").append(panel);
  }

  hideTab(name, hidden) {
    show(this.buttons.get(name), !hidden);
  }

  openedTab() {
    return this.current;
  }

  /** Open a tab that nobody chose: what comes under the pointer must not take the rest of a double click. */
  openTab(name) {
    if (name !== this.current) this.pause();
    this.go(name);
  }

  pause() {
    const panels = byId("panels");
    panels.classList.add("pausing"); // to the pointer alone: whoever uses the keyboard goes on at once
    setTimeout(() => panels.classList.remove("pausing"), PAUSE_MS);
  }

  go(name) {
    this.select(name);
    this.redraw();
  }

  select(name) {
    this.current = name;
    for (const each of this.names) {
      const chosen = each === name;
      this.buttons.get(each).setAttribute("aria-selected", String(chosen));
      this.buttons.get(each).tabIndex = chosen ? 0 : -1;
      show(this.panels.get(each), chosen);
    }
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const there = this.names.filter((name) => !this.buttons.get(name).hidden);
    const next = there[(there.indexOf(this.current) + step + there.length) % there.length];
    this.go(next);
    this.buttons.get(next).focus();
  }

  words() {
    for (const [name, button] of this.buttons) button.textContent = t(`tabs.${name}`);
  }
}
