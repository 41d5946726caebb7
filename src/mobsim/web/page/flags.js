// Flags for what the account has: decisions, events and cycles, each at its week; those too close become one.

import { LETTERS } from "../../screen/history.js";

const DAYS_IN_WEEK = 7;
/** Decisions that are no event of the town. */
const DECIDED = new Set(["decided_levers", "decided_preset", "decided_budget"]);
/** The kinds in the order of their weight: a flag of several looks like the first that it has. */
export const KINDS = ["branch", "event", "decision", "cycle"];

/** The kind of an entry; a comparison of a quarter has no flag, nor what was told of a third town that is no more. */
export function kindOf({ key, gone }) {
  if (key === "quarter" || gone) return null;
  if (key === "branched") return "branch";
  if (DECIDED.has(key)) return "decision";
  if (key.startsWith("decided_") || key.startsWith("happened_") || key === "leader_left") return "event";
  return "cycle";
}

/**
 * Gather the entries of an account into flags, one for each week that has any, as far as a day.
 * @returns {{week: number, entries: number[], counts: object, towns: string}[]} entries by their number in the account
 */
export function flagsOf(story, lastDay = Infinity) {
  const weeks = new Map();
  story.forEach((entry, n) => {
    const kind = kindOf(entry);
    if (kind === null || entry.day > lastDay) return;
    const week = Math.floor(entry.day / DAYS_IN_WEEK);
    const flag = weeks.get(week) ?? {
      week,
      entries: [],
      counts: Object.fromEntries(KINDS.map((each) => [each, 0])),
      towns: "",
    };
    flag.entries.push(n);
    flag.counts[kind] += 1;
    flag.towns = union(flag.towns, entry.towns);
    weeks.set(week, flag);
  });
  return [...weeks.values()].sort((a, b) => a.week - b.week);
}

/**
 * Make one of flags that would stand closer than so many pixels. Decisions and events keep their place; what a cycle
 * brought joins them where it has no room.
 * @param x    where a week stands, in pixels
 * @param room least distance between two flags
 * @returns flags with `x`, `first` and `last` week
 */
export function clustered(flags, x, room) {
  const isCycle = (flag) => lookOf(flag) === "cycle";
  const decided = gathered(
    flags.filter((flag) => !isCycle(flag)),
    x,
    room,
  );
  const alone = [];
  for (const flag of flags.filter(isCycle)) {
    const near = decided.find((each) => Math.abs(each.x - x(flag.week)) < room);
    if (near) Object.assign(near, joined(near, flag), { x: near.x });
    else alone.push(flag);
  }
  return [...decided, ...gathered(alone, x, room)].sort((a, b) => a.x - b.x);
}

function gathered(flags, x, room) {
  const found = [];
  for (const flag of flags) {
    const before = found.at(-1);
    const made = { ...flag, first: flag.week, last: flag.week, x: x(flag.week) };
    if (!before || made.x - before.x >= room) found.push(made);
    else found[found.length - 1] = { ...joined(before, flag), x: (x(before.first) + made.x) / 2 };
  }
  return found;
}

/** What a flag looks like: the weightiest of its kinds. */
export const lookOf = ({ counts }) => KINDS.find((kind) => counts[kind] > 0);

function joined(one, other) {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, one.counts[kind] + other.counts[kind]]));
  const entries = [...one.entries, ...other.entries];
  const [first, last] = [Math.min(one.first, other.week), Math.max(one.last, other.week)];
  return { ...one, entries, counts, towns: union(one.towns, other.towns), first, last };
}

const union = (one, other) => LETTERS.filter((side) => one.includes(side) || other.includes(side)).join("");
