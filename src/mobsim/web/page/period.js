// Over how many weeks towns are compared: one period for maps, figures, account and verdict.

import { byId, h, setText } from "../../screen/dom.js";
import { many, number, t } from "../../screen/words.js";
import { Part } from "./parts.js";

const PERIODS = [4, 13, 26, 52];

export class Period extends Part {
  static needs = ["state", "compareOver"];

  constructor(host, tools) {
    super(host, tools);
    host.addEventListener("change", () => this.compareOver(Number(host.value)));
  }

  draw() {
    const { period, shown } = this.state;
    if (this.written !== period) this.words();
    const text = many("page.period", Math.min(period, shown + 1));
    for (const side of ["a", "b", "c", "gap"]) setText(byId(`period-${side}`), text);
  }

  words() {
    const { period } = this.state;
    this.written = period;
    const periods = [...new Set([...PERIODS, period])].sort((a, b) => a - b);
    const option = (weeks) => h("option", { value: weeks }, t("page.weeks", { weeks: number(weeks) }));
    this.host.replaceChildren(...periods.map(option));
    this.host.value = String(period);
  }
}
