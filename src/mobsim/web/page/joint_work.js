// Bring two leaders to work together as a decision: whom, how close they are already, and what it costs.

import { button, h } from "../../screen/dom.js";
import { number, percent, t } from "../../screen/words.js";

/** The seats that one can be brought together with: the model knows the first of a role, of one role the first two. */
export function partnersOf(seats, n) {
  const holders = (role) => seats.flatMap((seat, at) => (seat.role === role ? [at] : []));
  const [first, second] = holders(seats[n].role);
  if (n === second) return [first];
  if (n !== first) return [];
  return seats.flatMap(({ role }, at) => (at === second || (at !== first && holders(role)[0] === at) ? [at] : []));
}

export class JointWork {
  /** @param decide called with the seats of the two */
  constructor(decide) {
    this.decide = decide;
    this.with = null;
  }

  /** What stands on the card of a seat: nothing where the model's event does not reach it. */
  parts({ seats, joint_work: { tie, cost } }, people, table, n, town) {
    const partners = partnersOf(seats, n);
    if (!partners.length) return [];
    if (!partners.includes(this.with)) this.with = partners[0];
    const closeness = (other) => (table.ties[n][other] + table.ties[other][n]) / 200;
    const note = h("p", { class: "quietly", id: "join-note" });
    const join = button("", () => this.decide(n, this.with), { id: "join", "aria-describedby": "join-note" });
    const say = () => {
      const close = closeness(this.with) >= tie;
      join.disabled = close;
      join.textContent = t("leaders.join", { town: t(`town.${town}`), cost: number(cost) });
      const values = { now: percent(closeness(this.with)), tie: percent(tie), cost: number(cost) };
      note.textContent = t(close ? "leaders.join_close" : "leaders.join_note", values);
    };
    const choose = h("select", {
      id: "join-with",
      class: "wide",
      onchange: () => {
        this.with = Number(choose.value);
        say();
      },
    });
    choose.append(...partners.map((at) => h("option", { value: at }, `${people[at].role}, ${people[at].name}`)));
    choose.value = this.with;
    say();
    return [h("p", { class: "row" }, h("label", { for: "join-with" }, t("leaders.join_with")), choose, join), note];
  }
}
