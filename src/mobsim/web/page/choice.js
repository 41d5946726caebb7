// One of a few, as buttons in a row: a group of radio buttons that is one stop of the Tab key, with arrow keys inside.

import { h } from "../../screen/dom.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Choice {
  /**
   * @param values what can be chosen
   * @param idOf   the id of the button of a value
   * @param choose called with the value that is chosen
   */
  constructor(values, idOf, choose) {
    this.values = values;
    this.choose = choose;
    this.buttons = values.map((value) =>
      h("button", { type: "button", role: "radio", id: idOf(value), onclick: () => choose(value) }),
    );
    this.root = h("div", { class: "choice", role: "radiogroup" }, this.buttons);
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (this.buttons.indexOf(document.activeElement) + step + this.values.length) % this.values.length;
    this.buttons[next].focus();
    this.choose(this.values[next]);
  }

  /** Show which value is chosen; of none, the first can be reached. */
  mark(chosen) {
    const at = this.values.indexOf(chosen);
    this.buttons.forEach((button, n) => {
      button.setAttribute("aria-checked", String(n === at));
      button.tabIndex = n === Math.max(0, at) ? 0 : -1;
    });
  }

  words(label, textOf) {
    this.root.setAttribute("aria-label", label);
    this.buttons.forEach((button, n) => {
      button.textContent = textOf(this.values[n]);
    });
  }
}
