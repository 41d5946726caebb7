// What a lever does, what it costs and by which rule it acts: told where the lever stands.

import { h, setText, show } from "../../screen/dom.js";
import { number, percent, t } from "../../screen/words.js";

/** Where the page of rules says how each lever acts, by the headings there. */
const RULES = {
  leadership: ["6. Leaders", "7. Hours and money"],
  collaboration: ["6. Leaders", "8. Hand-back and planning"],
  risk_focus: ["1. Deploy", "7. Hours and money"],
  information_sharing: ["1. Forums", "3. Estimates", "4. Report"],
  social_share: ["7. Hours and money"],
  crisis_teams: ["4. Report"],
  situation_table: ["6. Leaders"],
  budget: ["0. The purse"],
  lead: ["8. Hand-back and planning"],
};
/** Levers that are paid from the purse, in the order in which they are told. */
export const PAID = [
  "leadership",
  "collaboration",
  "risk_focus",
  "information_sharing",
  "crisis_teams",
  "situation_table",
];

/** What the levers take of the purse, a resident and year, and what is left for programmes and overtime. */
export function divided(purse, levers) {
  const all = purse.each * levers.budget;
  const taken = PAID.reduce((sum, name) => sum + purse.costs[name] * levers[name], 0);
  return { all, taken, left: Math.max(0, all - taken) };
}

export class LeverNote {
  constructor(name) {
    this.name = name;
    this.button = h(
      "button",
      {
        type: "button",
        class: "ask",
        "aria-expanded": "false",
        "aria-controls": `note-${name}`,
        onclick: () => this.turn(),
      },
      "?",
    );
    this.does = h("span");
    this.costs = h("span");
    this.rule = h("span", { class: "rule" });
    this.text = h("p", { class: "lever-note", id: `note-${name}`, hidden: true }, this.does, this.costs, this.rule);
    this.parts = [this.button, this.text];
  }

  turn() {
    const open = this.text.hidden;
    show(this.text, open);
    this.button.setAttribute("aria-expanded", String(open));
  }

  words() {
    this.button.setAttribute("aria-label", t("notes.about", { name: t(`levers.${this.name}`) }));
    setText(this.does, t(`notes.does.${this.name}`));
    setText(this.rule, t("notes.rule", { rules: RULES[this.name].join(", ") }));
  }

  /** Say what the lever costs as it stands. */
  price(purse, value) {
    setText(this.costs, this.costText(purse, value));
  }

  costText(purse, value) {
    const { name } = this;
    if (name === "budget") return t("notes.budget", { purse: number(purse.each * value, 2) });
    if (!(name in purse.costs)) return t("notes.free");
    const money = t("notes.money", { money: number(purse.costs[name] * value, 2), purse: number(purse.each, 2) });
    if (!(name in purse.hours)) return `${money}.`;
    return `${money}${t("notes.hours", { share: percent(purse.hours[name] * value) })}`;
  }
}
