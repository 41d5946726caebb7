// The four figures under each map.

import { byId, h, setText } from "../../screen/dom.js";
import { compareTowns } from "../../screen/reading.js";
import { number, percent, t, textOf } from "../../screen/words.js";
import { Part } from "./parts.js";
import { changeText, luckText } from "./reading_text.js";

const SHOWN = ["true_crime", "recorded_crime", "insecurity", "trust"];

export class Readouts extends Part {
  static needs = ["state"];

  constructor(host, tools) {
    super(host, tools);
    this.cells = ["a", "b", "c"].map((name) => {
      const cells = SHOWN.map(() => ({
        label: h("dt"),
        value: h("span"),
        below: h("small"),
        luck: h("small", { class: "luck" }),
      }));
      const rows = cells.map(({ label, value, below, luck }) => h("div", {}, label, h("dd", {}, value, below, luck)));
      byId(`readouts-${name}`).replaceChildren(...rows);
      return cells;
    });
  }

  draw() {
    const { history, picture, shown, period } = this.state;
    this.cells.slice(0, 2).forEach((cells, side) => {
      SHOWN.forEach((outcome, n) => {
        const { label, value, below } = cells[n];
        setText(label, t(`short.${outcome}`));
        setText(value, textOf(picture.outcomes[outcome], history.over(side, outcome, shown, period)));
        if (side === 0) setText(below, t(`readouts.${outcome}`));
        else this.drawChange(cells[n], compareTowns(history, outcome, shown, period));
      });
    });
    this.drawBeside();
  }

  /** The difference, in words; a low window has room for its figure and mark alone. */
  drawChange({ below, luck }, found) {
    const told = this.state.shown > 0 && Number.isFinite(found.share); // at the start the towns are one
    const [change, mark] = [told ? changeText(found) : "", told && found.share !== 0 ? luckText(found) : ""];
    setText(below, change);
    setText(luck, mark);
    below.className = "change";
    below.title = `${change} ${mark}`.trim();
    below.dataset.brief = told ? `${percent(found.share, { sign: true })} ${mark.charAt(0)}`.trim() : "";
  }

  /** The figures of the town that stands beside the two: it is not compared, and has no difference. */
  drawBeside() {
    const { history, picture, shown, period } = this.state;
    const { other } = history;
    if (other === null) return;
    const own = history.between(other, other);
    const week = Math.min(shown, own.last);
    const note = t("readouts.beside", { week: number(week) });
    SHOWN.forEach((outcome, n) => {
      const { label, value, below } = this.cells[2][n];
      setText(label, t(`short.${outcome}`));
      setText(value, textOf(picture.outcomes[outcome], own.over(0, outcome, week, period)));
      setText(below, n === 0 && week < shown ? note : "");
    });
  }
}
