// Bring two leaders to work together as a decision: whom, how close they are already, and what it costs.

import { button, h } from "../../screen/dom.js";
import { THIRD } from "../../screen/history.js";
import { number, percent, t } from "../../screen/words.js";

const DAYS_IN_WEEK = 7;

/** The seats that one can be brought together with: the model knows the first of a role, of one role the first two. */
export function partnersOf(seats, n) {
  const holders = (role) => seats.flatMap((seat, at) => (seat.role === role ? [at] : []));
  const [first, second] = holders(seats[n].role);
  if (n === second) return [first];
  if (n !== first) return [];
  return seats.flatMap(({ role }, at) => (at === second || (at !== first && holders(role)[0] === at) ? [at] : []));
}

/** How close two leaders are in the state of a table, of 1. */
export const closeness = ({ ties }, a, b) => (ties[a][b] + ties[b][a]) / 200;

/** The seats of two roles, as the model's event takes them: the first of each, of one role the first two. */
function pairOf(seats, { role, partner }) {
  const holders = (wanted) => seats.flatMap((seat, at) => (seat.role === wanted ? [at] : []));
  return [holders(role)[0], role === partner ? holders(role)[1] : holders(partner)[0]];
}

const isJoint = ({ key, kind }) => /_joint_work$/.test(key) || kind === "joint_work";

/** The same tie in the other town, where nobody paid; `parted`: the week up to which it is the same town, if it is. */
function elsewhere(history, seats, [a, b], side, [before, now]) {
  const pays = (entry) => isJoint(entry) && pairOf(seats, entry).join() === `${a},${b}`;
  if (history.entriesOf(side).some(pays)) return null;
  const { branch, compared, letters } = history;
  const born =
    branch !== null && compared.includes(THIRD) && compared.includes(branch.side) && branch.week <= before.week;
  const [from, to] = [before, now].map((table) => closeness(table.sides[side], a, b));
  return { town: letters[side], before: from, now: to, parted: born ? branch.week : null };
}

/**
 * What was bought by bringing seats together in a town, and how much of it is left in a week, from the run's tables.
 * @returns {object[]} seats, week, before, after, now; `without`: the same tie in the other town that is compared, if
 * nobody paid for it there; `left`: which of the seats changed hands
 */
export function bought(history, seats, side, week) {
  const { tables } = history;
  const shown = tables.findLast((table) => table.week <= week);
  const entries = history.entriesOf(side).filter(({ day }) => day <= week * DAYS_IN_WEEK);
  const last = new Map(entries.filter(isJoint).map((entry) => [pairOf(seats, entry).join(), entry]));
  return [...last.values()].flatMap((entry) => {
    const [a, b] = pairOf(seats, entry);
    const decided = Math.floor(entry.day / DAYS_IN_WEEK);
    const before = tables.findLast((table) => table.week <= decided);
    const after = tables.find((table) => table.week > decided);
    if (!before || !after || shown.week < after.week) return [];
    const close = (table, at) => closeness(table.sides[at], a, b);
    const gone = entries.filter(({ key, day }) => key === "leader_left" && day > entry.day);
    return {
      seats: [a, b],
      week: decided,
      before: close(before, side),
      after: close(after, side),
      now: close(shown, side),
      without: elsewhere(history, seats, [a, b], 1 - side, [before, shown]),
      left: [a, b].filter((seat) => gone.some(({ row }) => row === seats[seat].row)),
    };
  });
}

/** In sentences: what was bought, what is left of it, and what the same tie is where nobody paid for it. */
export function boughtLines({ seats, week, before, after, now, without, left }, people) {
  const [name, other] = seats.map((seat) => people[seat].role);
  const kept = after > before ? Math.max(0, (now - before) / (after - before)) : 0;
  const values = { name, other, week: number(week), before: percent(before), after: percent(after), now: percent(now) };
  const told = [t("leaders.bought", values)];
  if (now > after) told.push(t("leaders.bought_more", values));
  else told.push(t("leaders.bought_kept", { ...values, kept: percent(kept, { decimals: 0 }) }));
  if (left.length) told.push(t("leaders.bought_left", { who: left.map((seat) => people[seat].role).join(", ") }));
  if (!without) return told;
  const { town, parted } = without;
  const there = { town: t(`town.${town}`), from: percent(without.before), to: percent(without.now) };
  if (parted === null) return [...told, t("leaders.bought_without", there)];
  return [...told, t("leaders.bought_same", { ...there, parted: number(parted) })];
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
    const now = () => closeness(table, n, this.with);
    const note = h("p", { class: "quietly", id: "join-note" });
    const join = button("", () => this.decide(n, this.with), { id: "join", "aria-describedby": "join-note" });
    const say = () => {
      const close = now() >= tie;
      join.disabled = close;
      join.textContent = t("leaders.join", { town: t(`town.${town}`), cost: number(cost) });
      const values = { now: percent(now()), tie: percent(tie), cost: number(cost) };
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
