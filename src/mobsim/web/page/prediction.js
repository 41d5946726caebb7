// A curve that a room draws before the towns are run: values in a few weeks, straight between them; how near it came.

import { SMOOTH } from "../../screen/history.js";
import { ENOUGH } from "../../screen/luck.js";
import { sizeOf } from "../../screen/reading.js";

/** Pieces of a drawn curve: a room says no more finely what it expects. */
const PIECES = 8;

/** The weeks in which a curve is drawn, from now to the end of what is to come. */
export function knotsOf(from, to) {
  const pieces = Math.min(PIECES, to - from);
  return Array.from({ length: pieces + 1 }, (_, n) => Math.round(from + ((to - from) * n) / pieces));
}

/** A curve of which nothing is drawn yet; it begins where the town stands. */
export function blank(from, to, now) {
  const weeks = knotsOf(from, to);
  return { weeks, values: weeks.map((_, n) => (n === 0 ? now : null)) };
}

export const isDrawn = ({ values }) => values.slice(1).some((value) => value !== null);

/**
 * Move the pen from one point to another, each [week, value]: what it passes is drawn. Where the town stands now is
 * known and stays.
 */
export function stroke({ weeks, values }, [fromWeek, fromValue], [toWeek, toValue]) {
  const [first, last] = [Math.min(fromWeek, toWeek), Math.max(fromWeek, toWeek)];
  const nearest = nearestTo(weeks, toWeek);
  const at = (week) =>
    fromWeek === toWeek ? toValue : fromValue + ((toValue - fromValue) * (week - fromWeek)) / (toWeek - fromWeek);
  return {
    weeks,
    values: values.map((value, n) => {
      if (n === 0) return value;
      if (weeks[n] >= first && weeks[n] <= last) return at(weeks[n]);
      return n === nearest && (value === null || fromWeek === toWeek) ? toValue : value;
    }),
  };
}

function nearestTo(weeks, week) {
  const far = weeks.map((each) => Math.abs(each - week));
  return far.indexOf(Math.min(...far));
}

/** The whole curve: what was left out lies between its neighbours, and after the last as the last. */
export function filled({ weeks, values }) {
  const known = weeks.map((week, n) => [week, values[n]]).filter(([, value]) => value !== null);
  return weeks.map((week) => valueAt(known, week));
}

/** The value of a line through [week, value] in a week. */
function valueAt(points, week) {
  const after = points.findIndex(([at]) => at >= week);
  if (after < 0) return points.at(-1)[1];
  const [at, value] = points[after];
  if (at === week || after === 0) return value;
  const [before, from] = points[after - 1];
  return from + ((value - from) * (week - before)) / (at - before);
}

/**
 * How near a drawn curve of town B came, in the weeks that were run.
 * @returns {{points, share, size, said, came, inside, seeds, luck}} or null before the first of them. `share` is how
 *   far off the curve is on average, of town A's value; `inside` how many of its points lie where nine in ten other
 *   pairs of towns would have put town B beside this town A
 */
export function scoreOf(drawing, outcome, history) {
  const { weeks } = drawing;
  const [a, b] = [0, 1].map((side) => history.series(side, outcome));
  const values = filled(drawing);
  const run = weeks.map((_, n) => n).filter((n) => n > 0 && weeks[n] <= history.last && Number.isFinite(b[weeks[n]]));
  if (!run.length) return null;
  const off = run.map((n) => Math.abs((values[n] - b[weeks[n]]) / a[weeks[n]]));
  const share = off.reduce((sum, each) => sum + each, 0) / run.length;
  const last = run.at(-1);
  const way = (value) => wayOf((value - values[0]) / values[0]);
  const bands = run.map((n) => history.luck.range(outcome, weeks[n], SMOOTH));
  const inside = run.filter((n, at) => {
    const gap = values[n] - a[weeks[n]];
    return gap >= bands[at].low && gap <= bands[at].high;
  }).length;
  const seeds = Math.min(...bands.map((band) => band.seeds));
  const said = { said: way(values[last]), came: way(b[weeks[last]]) };
  return { points: run.length, share, size: sizeOf(share), ...said, inside, seeds, luck: luckOf(seeds, history.luck) };
}

function wayOf(share) {
  if (sizeOf(share) === "none") return "hold";
  return share < 0 ? "fall" : "rise";
}

function luckOf(seeds, luck) {
  if (seeds >= ENOUGH) return "known";
  return luck.seeds && luck.seeds < ENOUGH ? "never" : "early";
}
