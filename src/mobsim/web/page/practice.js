// What practitioners ask of both towns: who comes back again and again, who takes crises on, and what leaders bring.

import { h } from "../../screen/dom.js";
import { named, t, textOf } from "../../screen/words.js";

const YEAR = 52;
const GROUPS = {
  risk: ["repeat_victims", "acute_share", "frequent_callers", "injuries_treated"],
  crises: ["apprehensions", "handovers", "team_calls", "table_cases"],
  leaders: ["initiatives_effective", "ties_personal", "ties_held", "activity_spread"],
};

export class Practice {
  constructor(state) {
    this.state = state;
    this.title = h("h3");
    this.key = h("p", { class: "quietly" });
    this.figures = h("div", { class: "facts figures", id: "practice" });
    this.parts = [this.title, this.key, this.figures];
  }

  draw() {
    const { history, shown, picture } = this.state;
    const value = (side, outcome) => textOf(picture.outcomes[outcome], history.over(side, outcome, shown, YEAR));
    const right = (text) => h("span", { class: "right" }, text);
    const line = (outcome) => [
      h("span", {}, named("outcomes", outcome), h("small", {}, named("units", picture.outcomes[outcome]?.unit ?? ""))),
      right(value(0, outcome)),
      right(value(1, outcome)),
    ];
    const head = (group) => [
      h("span", { class: "head" }, t(`practice.${group}`)),
      ...history.letters.map((town) => h("span", { class: "head right" }, t(`town.${town}`))),
    ];
    const groups = Object.entries(GROUPS);
    this.figures.replaceChildren(...groups.flatMap(([group, names]) => [...head(group), ...names.flatMap(line)]));
  }

  words() {
    this.title.textContent = t("practice.title");
    this.key.textContent = t("practice.key");
  }
}
