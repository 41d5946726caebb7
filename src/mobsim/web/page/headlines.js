// The account as headlines: of each quarter at most three entries, the rest folded away.

const DAYS_IN_QUARTER = 91;
export const MOST = 3;
/** What makes a headline, in this order; how the towns compare always does. */
const WEIGHTS = [
  ["quarter", 10],
  ["branched", 9],
  ["happened_", 7],
  ["decided_preset", 6],
  ["decided_budget", 5],
  ["decided_levers", 4],
  ["decided_", 7],
  ["leader_left", 5],
  ["need_", 3],
  ["ended", 2],
  ["planned", 1],
];

const isDecided = ({ key }) => key.startsWith("decided_") || key.startsWith("happened_");

/** The quarter of an entry, from 0: on its last day, what is decided counts in the next, what came about in this. */
export function quarterOf(entry) {
  if (isDecided(entry)) return Math.floor(entry.day / DAYS_IN_QUARTER);
  return Math.max(0, Math.ceil(entry.day / DAYS_IN_QUARTER) - 1);
}

/** First and last week of a quarter. */
export const weeksOf = (quarter) => [13 * quarter + 1, 13 * (quarter + 1)];

function weightOf({ key, count = 1 }) {
  const [, weight] = WEIGHTS.find(([start]) => key.startsWith(start)) ?? ["", 0];
  return weight + Math.min(0.9, count / 100); // of two alike, what concerns more places or more initiatives
}

/** Whether an entry only says again, with a later value, what the next one of the same day and towns says. */
function amended(story, n) {
  const [entry, next] = [story[n], story[n + 1]];
  if (!next || entry.key !== next.key || entry.day !== next.day || entry.towns !== next.towns) return false;
  if (entry.key === "decided_budget" || entry.key === "decided_preset") return true;
  return entry.key === "decided_levers" && Object.keys(entry.levers).every((name) => name in next.levers);
}

/**
 * Order an account by quarters, the newest first; within each, the newest entry first.
 * @param lastDay what came later is left out
 * @returns {{quarter: number, top: number[], rest: number[]}[]} entries by their number in the account
 */
export function headlinesOf(story, lastDay = Infinity) {
  const quarters = new Map();
  story.forEach((entry, n) => {
    if (entry.gone || entry.day > lastDay || amended(story, n)) return;
    const quarter = quarterOf(entry);
    if (!quarters.has(quarter)) quarters.set(quarter, []);
    quarters.get(quarter).push(n);
  });
  const newest = [...quarters].sort(([a], [b]) => b - a);
  return newest.map(([quarter, numbers]) => {
    const weight = new Map(numbers.map((n) => [n, weightOf(story[n])]));
    const ranked = [...numbers].sort((a, b) => weight.get(b) - weight.get(a) || story[b].day - story[a].day || b - a);
    const top = new Set(ranked.slice(0, MOST));
    const latest = [...numbers].sort((a, b) => story[b].day - story[a].day || b - a);
    return { quarter, top: latest.filter((n) => top.has(n)), rest: latest.filter((n) => !top.has(n)) };
  });
}
