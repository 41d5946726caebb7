// How far two towns differ in an outcome: how much, over which weeks, how large that is called, whether it may be luck.

import { ENOUGH } from "./luck.js";

/** Sizes of a difference, each below a share of town A's value. Conventions, written in the page's help. */
export const SIZES = [
  ["none", 0.02],
  ["slight", 0.1],
  ["clear", 0.25],
  ["large", Infinity],
];

/** The word for a difference of so much, as a share of town A's value. */
export function sizeOf(share) {
  return Number.isFinite(share) ? SIZES.find(([, below]) => Math.abs(share) < below)[0] : "none";
}

/** What nine in ten other pairs of towns say of a difference: nothing yet, that it may be luck, that it is beyond. */
function luckOf(difference, { seeds, low, high }) {
  if (seeds < ENOUGH) return "early";
  return (difference > 0 && low > 0) || (difference < 0 && high < 0) ? "beyond" : "maybe";
}

/**
 * Compare the towns over some weeks up to one.
 * @param since a week; then the difference counts from what it was over as many weeks up to it
 * @returns {{share, low, high, seeds, size, luck}} shares of town A's value
 */
export function compareTowns(history, outcome, week, weeks, since = null) {
  const value = (side, at) => history.over(side, outcome, at, weeks);
  const before = since === null ? 0 : value(1, since) - value(0, since);
  const difference = value(1, week) - value(0, week) - before;
  const range = history.luck.range(outcome, week, weeks, since);
  const reference = value(0, week);
  const [share, low, high] = [difference, range.low, range.high].map((each) => each / reference);
  return { share, low, high, seeds: range.seeds, size: sizeOf(share), luck: luckOf(difference, range) };
}

/** Which way a difference goes that is large enough to speak of; null while luck is not known. */
export function wayOf({ share, size, luck }) {
  if (luck === "early") return null;
  if (size === "none" || luck === "maybe") return "unclear";
  return share < 0 ? "lower" : "higher";
}
