// What luck alone does to the difference between the towns: the same decisions in other pairs of towns.

/** Pairs that must have come to a week before anything is said of luck there. */
export const ENOUGH = 10;
/** Pairs that must have come before a band is drawn. */
const FEWEST = 3;
/** What nine in ten pairs lie between. */
const BAND = [0.05, 0.95];

export class Luck {
  /** @param outcomes names of the outcomes, in the order in which differences come */
  constructor(outcomes = []) {
    this.columns = new Map(outcomes.map((name, at) => [name, at]));
    this.seeds = 0; // pairs that may come
    this.pairs = []; // pair, week, outcome: B minus A
    this.bands = new Map();
  }

  /** Take in rows of [pair, week, differences]; it does no harm if one comes again. */
  add({ seeds, rows }) {
    this.seeds = seeds;
    for (const [pair, week, differences] of rows) {
      this.pairs[pair] ??= [];
      this.pairs[pair][week] = differences;
    }
    this.bands.clear();
  }

  /** How many pairs have come to a week. */
  come(week) {
    return this.pairs.filter((pair) => pair.length > week).length;
  }

  /** The last week that so many pairs have come to; -1 if none. */
  reached(count = FEWEST) {
    const lengths = this.pairs.map((pair) => pair.length).sort((a, b) => b - a);
    return (lengths[count - 1] ?? 0) - 1;
  }

  /** The difference of each pair that has come to a week, as the mean of some weeks up to it. */
  differences(outcome, week, weeks) {
    const column = this.columns.get(outcome);
    if (column === undefined) return [];
    const there = this.pairs.filter((pair) => pair.length > week);
    return there.map((pair) => meanOf(pair, column, Math.max(0, week - weeks + 1), week));
  }

  /**
   * Between which bounds nine in ten pairs lie in a week.
   * @param since a week; then differences count from what they were up to it
   * @returns {{seeds: number, low: number, high: number}}
   */
  range(outcome, week, weeks, since = null) {
    const now = this.differences(outcome, week, weeks);
    const before = since === null ? null : this.before(outcome, week, since, weeks);
    const sorted = (before ? now.map((value, n) => value - before[n]) : now).sort((a, b) => a - b);
    const [low, high] = BAND.map((share) => quantile(sorted, share));
    return { seeds: sorted.length, low, high };
  }

  /** What the differences of the pairs that have come to a week were up to an earlier one. */
  before(outcome, week, since, weeks) {
    const column = this.columns.get(outcome);
    const there = this.pairs.filter((pair) => pair.length > week);
    return there.map((pair) => meanOf(pair, column, Math.max(0, since - weeks + 1), since));
  }

  /** Lowest, mean and highest of nine in ten pairs, week by week as far as enough have come; means of some weeks. */
  band(outcome, weeks) {
    const key = `${outcome};${weeks}`;
    if (!this.bands.has(key)) this.bands.set(key, this.makeBand(outcome, weeks));
    return this.bands.get(key);
  }

  makeBand(outcome, weeks) {
    const band = { low: [], mean: [], high: [] };
    for (let week = 0; week <= this.reached(); week += 1) {
      const values = this.differences(outcome, week, weeks).sort((a, b) => a - b);
      band.low.push(quantile(values, BAND[0]));
      band.mean.push(values.reduce((sum, value) => sum + value, 0) / values.length);
      band.high.push(quantile(values, BAND[1]));
    }
    return band;
  }
}

function meanOf(pair, column, first, last) {
  let sum = 0;
  for (let week = first; week <= last; week += 1) sum += pair[week][column];
  return sum / (last - first + 1);
}

/** A quantile of sorted values, between two of them in proportion. */
export function quantile(sorted, share) {
  if (!sorted.length) return NaN;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
