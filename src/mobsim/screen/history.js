// The weeks that were lived, kept in the browser: what the page shows of any week comes from here. Two towns are
// compared, side 0 and side 1: town A and town B, unless a third has branched off and is set beside one of them.

import { Luck } from "./luck.js";
import { COUNTED } from "./measures.js";

/** Weeks over which curves are averaged: the model's own cycle. */
export const SMOOTH = 4;
/** The letters of the towns; the third is the one that branches off. */
export const LETTERS = ["a", "b", "c"];
export const THIRD = 2;
const DAYS_IN_WEEK = 7;

export class History {
  /**
   * @param areas    how many neighbourhoods there are
   * @param recorded names of the outcomes in which other pairs of towns are compared
   */
  constructor(areas, recorded) {
    this.areas = areas;
    this.others = new Luck(recorded);
    this.weeks = []; // of town A and town B
    this.keptTables = [];
    this.story = [];
    this.cache = new Map();
    this.branch = null; // the third town: {number, side, week, along, day, own, tables}
    this.compared = [0, 1];
  }

  /** The same weeks, with two towns compared whatever is compared elsewhere. */
  between(...compared) {
    return Object.assign(Object.create(this), { compared });
  }

  /** What luck does to the difference between the towns that are compared. */
  get luck() {
    return this.others.between(this.compared, this.branch);
  }

  /** The town that stands beside the two that are compared; null where there are two alone. */
  get other() {
    return this.branch ? [0, 1, THIRD].find((town) => !this.compared.includes(town)) : null;
  }

  /** The letters of the towns that are compared. */
  get letters() {
    return this.compared.map((town) => LETTERS[town]);
  }

  get have() {
    return { weeks: this.weeks.length, tables: this.keptTables.length, story: this.story.length };
  }

  /** The last state of the towns that are compared: 0 is the start, 1 the end of the first week. */
  get last() {
    return Math.min(...this.compared.map((town) => this.weeksOf(town))) - 1;
  }

  /** How many states of a town there are. */
  weeksOf(town) {
    return town === THIRD ? this.branch.week + 1 + this.branch.own.length : this.weeks.length;
  }

  /** What is known of a town that is compared in a week. */
  record(side, week) {
    return this.recordOf(this.compared[side], week);
  }

  recordOf(town, week) {
    if (town !== THIRD) return this.weeks[week]?.[town];
    const { branch } = this;
    return week <= branch.week ? this.weeks[week]?.[branch.side] : branch.own[week - branch.week - 1];
  }

  add(frame) {
    const fresh = frame.weeks.slice(Math.max(0, this.weeks.length - frame.first));
    this.weeks.push(...fresh);
    this.keptTables.push(...frame.tables);
    this.story.push(...frame.story);
    this.take(frame.branch ?? null);
    return fresh.length;
  }

  /** Take in what is new of the third town; another one takes the place of the one before. */
  take(found) {
    if (found?.number !== this.branch?.number) this.replaceBranch(found && branchOf(found));
    if (found) {
      this.branch.day = found.day;
      this.branch.own.splice(found.first, found.weeks.length, ...found.weeks);
      this.branch.tables.splice(found.first_table, found.tables.length, ...found.tables);
    }
    // what was told of a third town that is no more concerns nobody
    for (const entry of this.story) if (entry.branch) entry.gone = entry.branch !== this.branch?.number;
  }

  replaceBranch(branch) {
    this.branch = branch;
    for (const key of this.cache.keys()) if (key.startsWith(THIRD)) this.cache.delete(key);
    this.others.bands.clear();
    if (!branch && this.compared.includes(THIRD)) this.compared = [0, 1];
  }

  /** An outcome of one town from the start, as the mean of each week and the three before it. */
  series(side, outcome) {
    return this.seriesOf(this.compared[side], outcome).smooth;
  }

  /** An outcome of any town, week by week and as the mean of each week and the three before it. */
  seriesOf(town, outcome) {
    const key = `${town}${outcome}`;
    const known = this.cache.get(key) ?? { raw: [], smooth: [] };
    this.cache.set(key, known);
    while (known.raw.length < this.weeksOf(town)) {
      known.raw.push(this.recordOf(town, known.raw.length).town[outcome] ?? NaN);
      known.smooth.push(mean(known.raw.slice(-SMOOTH)));
    }
    return known;
  }

  /** A measure of each neighbourhood in a week; counts as the mean of some weeks up to it. */
  map(side, measure, week = this.last, weeks = SMOOTH) {
    if (!COUNTED.has(measure)) return this.record(side, week)?.areas[measure] ?? [];
    const rows = this.span(side, week, weeks).map(({ areas }) => areas[measure]);
    return Array.from({ length: this.areas }, (_, at) => mean(rows.map((row) => row[at])));
  }

  /** Whether each neighbourhood had a forum in a week or the three before it. */
  forums(side, week = this.last) {
    const records = this.span(side, week, SMOOTH);
    return Array.from({ length: this.areas }, (_, at) => records.some(({ areas }) => areas.forum[at] > 0));
  }

  /** What is known of a town that is compared in some weeks up to one. */
  span(side, week, weeks) {
    const first = Math.max(0, week - weeks + 1);
    return Array.from({ length: Math.max(0, week + 1 - first) }, (_, n) => this.record(side, first + n)).filter(
      Boolean,
    );
  }

  /** The leaders' tables of the towns that are compared. */
  get tables() {
    const { branch, compared, keptTables } = this;
    if (!compared.includes(THIRD)) return keptTables;
    const own = new Map(branch.tables.map(({ week, side }) => [week, side]));
    const third = ({ week, sides }) => (week <= branch.week ? sides[branch.side] : own.get(week));
    return keptTables
      .map((table) => {
        return { week: table.week, sides: compared.map((town) => (town === THIRD ? third(table) : table.sides[town])) };
      })
      .filter(({ sides }) => sides.every(Boolean));
  }

  /** What the account has of a town that is compared. */
  entriesOf(side) {
    const town = this.compared[side];
    const { branch } = this;
    return this.story.filter(({ towns, day, gone }) => {
      if (gone) return false;
      if (towns.includes(LETTERS[town])) return true;
      return town === THIRD && towns.includes(LETTERS[branch.side]) && day <= branch.week * DAYS_IN_WEEK;
    });
  }

  table(week = this.last) {
    const { tables } = this;
    let found = tables[0];
    for (const table of tables) if (table.week <= week) found = table;
    return found;
  }

  /** The mean of an outcome over some weeks up to one. */
  over(side, outcome, week = this.last, weeks = SMOOTH) {
    const { raw } = this.seriesOf(this.compared[side], outcome);
    return mean(raw.slice(Math.max(0, week - weeks + 1), week + 1));
  }
}

const branchOf = ({ number, town, week, along, day }) => {
  return { number, side: LETTERS.indexOf(town), week, along, day, own: [], tables: [] };
};

export function mean(values) {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count ? sum / count : NaN;
}
