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
    this.third = { number: 0, pairs: [] }; // the same of a third town minus the one that it branched from
    this.bands = new Map();
    this.compared = [0, 1];
    this.branch = null;
  }

  /** The same pairs, of two towns that are compared: 0 and 1, or one of them and the third, which branched off. */
  between(compared, branch) {
    return compared[1] < 2 ? this : Object.assign(Object.create(this), { compared, branch });
  }

  /** Take in rows of [pair, week, differences], and of the third town; it does no harm if one comes again. */
  add({ seeds, rows, branch = 0, of_branch: ofThird = [] }) {
    this.seeds = seeds;
    if (branch !== this.third.number) this.third = { number: branch, pairs: [] };
    put(this.pairs, rows);
    put(this.third.pairs, ofThird);
    this.bands.clear();
  }

  /** How many weeks of a pair have come. */
  weeksOf(pair) {
    const two = this.pairs[pair]?.length ?? 0;
    if (!this.branch) return two;
    const known = this.third.number === this.branch.number ? (this.third.pairs[pair]?.length ?? 0) : 0;
    return Math.min(two, Math.max(this.branch.week + 1, known));
  }

  /** The numbers of the pairs that have come to a week. */
  there(week) {
    return [...this.pairs.keys()].filter((pair) => this.weeksOf(pair) > week);
  }

  /** How many pairs have come to a week. */
  come(week) {
    return this.there(week).length;
  }

  /** How many weeks of pairs are still to come until so many pairs have come to a week. */
  missing(week, count = ENOUGH) {
    const known = Array.from({ length: this.seeds }, (_, pair) => this.weeksOf(pair)).sort((a, b) => b - a);
    return known.slice(0, count).reduce((sum, weeks) => sum + Math.max(0, week + 1 - weeks), 0);
  }

  /** The last week that so many pairs have come to; -1 if none. */
  reached(count = FEWEST) {
    const lengths = [...this.pairs.keys()].map((pair) => this.weeksOf(pair)).sort((a, b) => b - a);
    return (lengths[count - 1] ?? 0) - 1;
  }

  /** The difference of a pair in a week: the second town that is compared minus the first. */
  difference(pair, week, column) {
    const two = this.pairs[pair][week][column];
    const { branch } = this;
    if (!branch) return two;
    const third = week <= branch.week ? 0 : this.third.pairs[pair][week][column];
    const [first] = this.compared;
    if (first === branch.side) return third;
    return first === 0 ? third + two : third - two;
  }

  mean(pair, column, week, weeks) {
    const first = Math.max(0, week - weeks + 1);
    let sum = 0;
    for (let at = first; at <= week; at += 1) sum += this.difference(pair, at, column);
    return sum / (week - first + 1);
  }

  /** The difference of each pair that has come to a week, as the mean of some weeks up to it, or to an earlier one. */
  differences(outcome, week, weeks, upTo = week) {
    const column = this.columns.get(outcome);
    if (column === undefined) return [];
    return this.there(week).map((pair) => this.mean(pair, column, upTo, weeks));
  }

  /**
   * Between which bounds nine in ten pairs lie in a week.
   * @param since a week; then differences count from what they were up to it
   * @returns {{seeds: number, low: number, high: number}}
   */
  range(outcome, week, weeks, since = null) {
    const now = this.differences(outcome, week, weeks);
    const before = since === null ? null : this.differences(outcome, week, weeks, since);
    const sorted = (before ? now.map((value, n) => value - before[n]) : now).sort((a, b) => a - b);
    const [low, high] = BAND.map((share) => quantile(sorted, share));
    return { seeds: sorted.length, low, high };
  }

  /** Lowest, mean and highest of nine in ten pairs, week by week as far as enough have come; means of some weeks. */
  band(outcome, weeks) {
    const key = `${this.compared};${this.branch?.number};${outcome};${weeks}`;
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

function put(pairs, rows) {
  for (const [pair, week, differences] of rows) {
    pairs[pair] ??= [];
    pairs[pair][week] = differences;
  }
}

/** A quantile of sorted values, between two of them in proportion. */
export function quantile(sorted, share) {
  if (!sorted.length) return NaN;
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
