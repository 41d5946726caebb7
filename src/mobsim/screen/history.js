// The weeks that were lived, kept in the browser: what the page shows of any week comes from here.

import { Luck } from "./luck.js";
import { COUNTED } from "./measures.js";

/** Weeks over which curves are averaged: the model's own cycle. */
export const SMOOTH = 4;

export class History {
  /**
   * @param areas    how many neighbourhoods there are
   * @param recorded names of the outcomes in which other pairs of towns are compared
   */
  constructor(areas, recorded) {
    this.areas = areas;
    this.luck = new Luck(recorded);
    this.weeks = [];
    this.tables = [];
    this.story = [];
    this.cache = new Map();
  }

  get have() {
    return { weeks: this.weeks.length, tables: this.tables.length, story: this.story.length };
  }

  /** The last state: 0 is the start, 1 the end of the first week. */
  get last() {
    return this.weeks.length - 1;
  }

  add(frame) {
    const fresh = frame.weeks.slice(Math.max(0, this.weeks.length - frame.first));
    this.weeks.push(...fresh);
    this.tables.push(...frame.tables);
    this.story.push(...frame.story);
    return fresh.length;
  }

  /** An outcome of one town from the start, as the mean of each week and the three before it. */
  series(side, outcome) {
    const key = `${side}${outcome}`;
    const known = this.cache.get(key) ?? { raw: [], smooth: [] };
    this.cache.set(key, known);
    while (known.raw.length < this.weeks.length) {
      known.raw.push(this.weeks[known.raw.length][side].town[outcome] ?? NaN);
      known.smooth.push(mean(known.raw.slice(-SMOOTH)));
    }
    return known.smooth;
  }

  /** A measure of each neighbourhood in a week; counts as the mean of some weeks up to it. */
  map(side, measure, week = this.last, weeks = SMOOTH) {
    if (!COUNTED.has(measure)) return this.weeks[week]?.[side].areas[measure] ?? [];
    const rows = this.weeks.slice(Math.max(0, week - weeks + 1), week + 1).map((each) => each[side].areas[measure]);
    return Array.from({ length: this.areas }, (_, at) => mean(rows.map((row) => row[at])));
  }

  /** Whether each neighbourhood had a forum in a week or the three before it. */
  forums(side, week = this.last) {
    const weeks = this.weeks.slice(Math.max(0, week - SMOOTH + 1), week + 1);
    return Array.from({ length: this.areas }, (_, at) => weeks.some((each) => each[side].areas.forum[at] > 0));
  }

  table(week = this.last) {
    let found = this.tables[0];
    for (const table of this.tables) if (table.week <= week) found = table;
    return found;
  }

  /** The mean of an outcome over some weeks up to one. */
  over(side, outcome, week = this.last, weeks = SMOOTH) {
    this.series(side, outcome);
    return mean(this.cache.get(`${side}${outcome}`).raw.slice(Math.max(0, week - weeks + 1), week + 1));
  }
}

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
