// The four figures under each map.

import { byId, h, setText } from "../../screen/dom.js";
import { percent, t, textOf } from "../../screen/words.js";
import { Part } from "./parts.js";

const SHOWN = ["true_crime", "recorded_crime", "insecurity", "trust"];

export class Readouts extends Part {
  static needs = ["state"];

  constructor(host, tools) {
    super(host, tools);
    this.cells = ["a", "b"].map((name) => {
      const cells = SHOWN.map(() => ({ label: h("dt"), value: h("span"), change: h("small") }));
      const rows = cells.map(({ label, value, change }) => h("div", {}, label, h("dd", {}, value, change)));
      byId(`readouts-${name}`).replaceChildren(...rows);
      return cells;
    });
  }

  draw() {
    const { history, picture, shown } = this.state;
    this.cells.forEach((cells, side) => {
      SHOWN.forEach((outcome, n) => {
        const { label, value, change } = cells[n];
        setText(label, t(`short.${outcome}`));
        setText(value, textOf(picture.outcomes[outcome], history.series(side, outcome)[shown]));
        setText(change, side === 0 ? t(`readouts.${outcome}`) : this.against(outcome));
        change.className = side === 0 ? "" : "change";
      });
    });
  }

  against(outcome) {
    const ratio = this.state.history.ratio(outcome, this.state.shown);
    return Number.isFinite(ratio) ? t("readouts.against", { change: percent(ratio - 1, { sign: true }) }) : "";
  }
}
