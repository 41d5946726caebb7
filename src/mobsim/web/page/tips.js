// What a neighbourhood's colour stands for, in figures: shown where it is pointed at, reached by keys, or chosen.

import { byId, h, show } from "../../screen/dom.js";
import { many, named, t } from "../../screen/words.js";
import { Part } from "./parts.js";

const HOSTS = ["a", "b", "gap"];
/** Of the map, which lies in a square of 1,000 units. */
const MIDDLE = 500;

export class Tips extends Part {
  static needs = ["state", "gapAreaText", "markPointed"];
  static gives = ["pointAt"];

  constructor(host, tools) {
    super(host, tools);
    this.pointed = null;
    this.tips = HOSTS.map((name) => {
      const tip = h("div", { class: "tip", "aria-hidden": "true" }); // readers of screens are told when it is chosen
      byId(`map-${name}`).after(tip);
      return tip;
    });
    addEventListener("keydown", (event) => event.key === "Escape" && this.pointAt(null));
  }

  ready() {
    this.pointed = null;
  }

  /** Tell of a neighbourhood while it is pointed at, in both towns; of none, of the one that is chosen. */
  pointAt(area) {
    if (area === this.pointed) return;
    this.pointed = area;
    this.draw();
  }

  draw() {
    const { state } = this;
    if (!state.begun) return;
    const area = this.pointed ?? state.area;
    const visible = area !== null && !state.zoomed && (state.view === "towns" || state.view === "difference");
    this.markPointed(visible ? area : null);
    this.tips.forEach((tip, n) => {
      const here = visible && (n === 2) === (state.view === "difference");
      show(tip, here);
      if (here) this.write(tip, n, area);
    });
  }

  write(tip, side, area) {
    const lines = side === 2 ? [this.gapAreaText(area)] : this.lines(side, area);
    const key = `${area};${lines.join()}`;
    if (tip.dataset.key === key) return;
    tip.dataset.key = key;
    tip.classList.toggle("at-left", this.state.picture.map.centres[area][0] > MIDDLE); // away from what is pointed at
    tip.replaceChildren(h("strong", {}, this.state.areaName(area)), ...lines.map((line) => h("span", {}, line)));
  }

  lines(side, area) {
    const { state } = this;
    const { history, measure, shown, period } = state;
    const value = state.format(history.map(side, measure, shown, period)[area]);
    const work = history.record(side, shown).initiatives.filter((each) => each[1] === area).length;
    const line = t("page.pair", { name: named("outcomes", measure), value });
    return [line, ...(work ? [many("tip.work", work)] : [])];
  }

  words() {
    for (const tip of this.tips) tip.dataset.key = "";
  }
}
