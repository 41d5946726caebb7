// The four figures under each map.

import { byId, h, setText } from "../../screen/dom.js";
import { compareTowns } from "../../screen/reading.js";
import { t, textOf } from "../../screen/words.js";
import { Part } from "./parts.js";
import { changeText, luckText } from "./reading_text.js";

const SHOWN = ["true_crime", "recorded_crime", "insecurity", "trust"];

export class Readouts extends Part {
  static needs = ["state"];

  constructor(host, tools) {
    super(host, tools);
    this.cells = ["a", "b"].map((name) => {
      const cells = SHOWN.map(() => ({ label: h("dt"), value: h("span"), below: h("small"), luck: h("small") }));
      const rows = cells.map(({ label, value, below, luck }) => h("div", {}, label, h("dd", {}, value, below, luck)));
      byId(`readouts-${name}`).replaceChildren(...rows);
      return cells;
    });
  }

  draw() {
    const { history, picture, shown, period } = this.state;
    this.cells.forEach((cells, side) => {
      SHOWN.forEach((outcome, n) => {
        const { label, value, below, luck } = cells[n];
        setText(label, t(`short.${outcome}`));
        setText(value, textOf(picture.outcomes[outcome], history.over(side, outcome, shown, period)));
        if (side === 0) {
          setText(below, t(`readouts.${outcome}`));
          return;
        }
        const found = compareTowns(history, outcome, shown, period);
        const told = shown > 0 && Number.isFinite(found.share); // at the start the towns are one
        setText(below, told ? t("readouts.against", { change: changeText(found) }) : "");
        setText(luck, told && found.share !== 0 ? luckText(found) : "");
        below.className = "change";
      });
    });
  }
}
