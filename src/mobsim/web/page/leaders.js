// The leaders' table: who sits there, which ties are strong enough, and what becomes of them when one leaves.

import { mean } from "../../screen/history.js";

const DAYS_IN_WEEK = 7;
const WEEKS_IN_CYCLE = 4;
/** Three cycles. */
const DAYS_BEFORE = 84;
/** Family names that are common in Canada. They are made up for the seats: no name stands for anybody. */
const NAMES = [
  "Tremblay",
  "Singh",
  "MacDonald",
  "Nguyen",
  "Gagnon",
  "Campbell",
  "Wong",
  "Roy",
  "Bear",
  "Patel",
  "Côté",
  "Martin",
  "Kim",
  "Okafor",
  "Fraser",
  "Bouchard",
  "Ali",
  "Sinclair",
  "Leblanc",
  "Kowalski",
  "Chen",
  "Garcia",
  "Morin",
  "Stewart",
  "Haddad",
  "Cardinal",
  "Pelletier",
  "Ivanova",
  "Baptiste",
  "Sharma",
  "Mercier",
  "Thompson",
];
const INITIALS = "ABCDEGHJKLMNPRSTVY";

/** The name of who holds a seat after so many changes; the same person has it in both towns. */
export function personName(row, changes) {
  const at = row + changes * 37; // as many names and initials as give no two people of a table the same
  return `${INITIALS[(7 * at + 3) % INITIALS.length]}. ${NAMES[at % NAMES.length]}`;
}

const leftIn = (entries, week) => entries.filter(({ key, day }) => key === "leader_left" && day <= week * DAYS_IN_WEEK);

/** How often each seat has changed hands up to a week, by the row of its leader, from what is told of the town. */
export function changesOf(entries, week) {
  const changes = new Map();
  for (const { row } of leftIn(entries, week)) changes.set(row, (changes.get(row) ?? 0) + 1);
  return changes;
}

const between = (matrix, a, b) => (matrix[a][b] + matrix[b][a]) / 200;

/**
 * The ties of a table that are at least so strong, from the state of one town.
 * @returns {{a, b, strength, held, kind}[]} `kind` is "held" where institutions hold so much of it, else "personal"
 */
export function tiesOf({ ties, held }, threshold) {
  const found = [];
  for (let a = 1; a < ties.length; a += 1) {
    for (let b = 0; b < a; b += 1) {
      const [strength, part] = [between(ties, a, b), between(held, a, b)];
      if (strength >= threshold)
        found.push({ a, b, strength, held: part, kind: part >= threshold ? "held" : "personal" });
    }
  }
  return found;
}

/** The ties of a seat that would fall below the threshold if who holds it left: those that no institution holds. */
export const snapping = (state, seat, threshold) =>
  tiesOf(state, threshold).filter(({ a, b, kind }) => kind === "personal" && (a === seat || b === seat));

/** The ties that were at least so strong in one state of a table and are not in a later one. */
export function snapped(before, now, threshold) {
  return tiesOf(before, threshold).filter(({ a, b }) => between(now.ties, a, b) < threshold);
}

/** The mean tie of a table. */
export function meanTie({ ties }) {
  const all = ties.flatMap((row, a) => row.filter((_, b) => a !== b));
  return mean(all) / 100;
}

/**
 * What followed when leaders left a town last, up to a week: who, how commitment and ties went, how planning goes.
 * @returns {object|null} null where nobody has left
 */
export function aftermath(history, seats, side, week, threshold) {
  const { tables } = history;
  const entries = history.entriesOf(side);
  const gone = leftIn(entries, week);
  const day = gone.at(-1)?.day;
  const at = tables.findIndex((table) => table.week * DAYS_IN_WEEK === day);
  if (at < 1) return null;
  const [before, after] = [tables[at - 1].sides[side], tables[at].sides[side]];
  const now = tables.findLast((table) => table.week <= week).sides[side];
  const left = gone.filter((entry) => entry.day === day).map(({ row }) => seats.findIndex((seat) => seat.row === row));
  const shown = left.filter((seat) => seat >= 0);
  const lines = snapped(before, after, threshold).filter(({ a, b }) => shown.includes(a) || shown.includes(b));
  return {
    week: day / DAYS_IN_WEEK,
    seats: shown,
    lines,
    kept: tiesOf(after, threshold).filter(({ a, b }) => shown.includes(a) || shown.includes(b)).length,
    commitment: [before, after, now].map((state) => mean(shown.map((seat) => state.commitment[seat])) / 100),
    ties: [meanTie(before), meanTie(now)],
    convenor: [before.convenor, now.convenor],
    fresh: week - day / DAYS_IN_WEEK < WEEKS_IN_CYCLE,
    planned: [plannedIn(entries, day - DAYS_BEFORE, day), plannedIn(entries, day, week * DAYS_IN_WEEK + 1)],
  };
}

/** How many initiatives a cycle has planned, and how long planning takes, in the account of some days. */
function plannedIn(entries, from, to) {
  const found = entries.filter(({ key, day }) => key === "planned" && day >= from && day < to);
  return {
    cycles: found.length,
    wait: mean(found.map(({ wait }) => wait)),
    count: mean(found.map(({ count }) => count)),
  };
}
