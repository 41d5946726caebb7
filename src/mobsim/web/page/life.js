// Two lives of one person: what became of the same resident in both towns, from what the session remembers.

/** The feelings that are remembered of everybody, in the order in which dots carry them. */
export const FEELINGS = ["trust", "cohesion", "insecurity"];
const BYTES = 4;

/**
 * The resident whose feeling differs most between the towns.
 * @param sides of each town, four bytes a resident (trust, cohesion, insecurity, membership)
 * @returns {number} the place of the resident among those who are drawn, -1 where there is nobody
 */
export function furthestApart(sides, feeling) {
  const [a, b] = sides;
  const at = FEELINGS.indexOf(feeling);
  let [best, most] = [-1, 0];
  for (let n = 0; BYTES * n < a.length; n += 1) {
    const gap = Math.abs(a[BYTES * n + at] - b[BYTES * n + at]);
    if (gap > most || best < 0) [best, most] = [n, gap];
  }
  return best;
}

/**
 * What a feeling did up to a week: where it began and stands, and its largest step between two remembered weeks.
 * @returns {{from, to, step: {week, from, to}|null}}
 */
export function courseOf({ weeks, ...values }, feeling, last) {
  const shown = weeks.filter((week) => week <= last).length;
  const line = values[feeling].slice(0, shown);
  let step = null;
  for (let n = 1; n < line.length; n += 1) {
    if (!step || Math.abs(line[n] - line[n - 1]) > Math.abs(step.to - step.from)) {
      step = { week: weeks[n], from: line[n - 1], to: line[n] };
    }
  }
  return { from: line[0], to: line.at(-1), step };
}
