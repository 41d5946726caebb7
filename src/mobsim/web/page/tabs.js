// Tabs of the side: arrow keys move between them, as readers of screens expect.

import { h, show } from "./dom.js";
import { t } from "./words.js";

export class Tabs {
  constructor(list, host, names, on) {
    this.names = names;
    this.on = on;
    this.buttons = new Map();
    this.panels = new Map();
    for (const name of names) {
      const button = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.open(name) });
      const panel = h("div", { class: `panel ${name}`, role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "0" });
      this.buttons.set(name, button);
      this.panels.set(name, panel);
      list.append(button);
      host.append(panel);
    }
    list.addEventListener("keydown", (event) => this.key(event));
    this.hide("exercise", true);
    this.open(names[0]);
  }

  panel(name) {
    return this.panels.get(name);
  }

  hide(name, hidden) {
    show(this.buttons.get(name), !hidden);
  }

  open(name) {
    this.current = name;
    for (const each of this.names) {
      const chosen = each === name;
      this.buttons.get(each).setAttribute("aria-selected", String(chosen));
      this.buttons.get(each).tabIndex = chosen ? 0 : -1;
      show(this.panels.get(each), chosen);
    }
    this.on?.();
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const there = this.names.filter((name) => !this.buttons.get(name).hidden);
    const next = there[(there.indexOf(this.current) + step + there.length) % there.length];
    this.open(next);
    this.buttons.get(next).focus();
  }

  words() {
    for (const [name, button] of this.buttons) button.textContent = t(`tabs.${name}`);
  }
}
