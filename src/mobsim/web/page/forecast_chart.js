// What the chart of a prediction holds: both towns, what was drawn, what luck does; as plain data.

import { SMOOTH, THIRD } from "../../screen/history.js";
import { ENOUGH } from "../../screen/luck.js";
import { named, number, t, textOf } from "../../screen/words.js";
import { filled } from "./prediction.js";

const DAYS_IN_WEEK = 7;
/**
 * The height of an empty chart, as shares of what the town has now: the largest word for a difference fits in. What is
 * drawn does not widen it, so that it stays as it is under the hand.
 */
const ROOM = [0.7, 1.3];
const LEAST_SPAN = 26;

/**
 * @param forecast what was drawn
 * @param editable whether the pen may draw, as long as there is something left to draw
 * @param drawn whether what was drawn is shown
 * @returns what Drawing draws
 */
export function forecastChart(forecast, state, { editable = false, drawn = true } = {}) {
  const { picture, week } = state;
  const history = state.history.between(0, 1);
  const shown = (drawn && forecast.drawing) || (editable && forecast.preview) || null;
  const outcome = shown?.outcome ?? state.outcome;
  const described = picture.outcomes[outcome];
  const [a, b] = [0, 1].map((side) => history.series(side, outcome).slice());
  const third = thirdOf(state.history, outcome);
  const known = { a, b, third, label: labelOf(history, outcome, described, a, b) };
  const shares = (described?.unit ?? "").startsWith("share");
  if (!shown) {
    const rest = { drawn: null, band: null, points: null, weeks: spanOf(history.last, picture.days) };
    return { ...known, ...rangeOf([...a, ...b, ...third.values]), shares, week, ...rest };
  }
  const values = filled(shown);
  const band = forecast.isDrawn ? bandOf(history, outcome, a, shown.from) : null;
  const free = ROOM.map((share) => share * (values[0] || 1));
  const points = shown.weeks.map((at, n) => ({
    name: t("room.point", { week: number(at) }),
    value: textOf(described, values[n]),
  }));
  return {
    ...known,
    ...rangeOf([...a, ...b, ...third.values, ...free, ...(band?.low ?? []), ...(band?.high ?? [])]),
    shares,
    week,
    weeks: Math.max(shown.to, history.last),
    drawn: { weeks: shown.weeks, values, set: shown.values.map((value) => value !== null) },
    band,
    points: editable && forecast.canDraw ? points : null,
  };
}

/** The third town from the week on in which it branched off; nothing where there is none. */
function thirdOf(history, outcome) {
  if (!history.branch) return { from: 0, values: [] };
  const from = history.branch.week;
  return { from, values: history.seriesOf(THIRD, outcome).smooth.slice(from) };
}

function labelOf(history, outcome, described, ...towns) {
  const [a, b] = towns.map((values) => textOf(described, values[history.last]));
  return t("curves.level_label", { name: named("outcomes", outcome), a, b });
}

/** Where nine in ten other pairs of towns would have put town B, beside town A as it is here. */
function bandOf({ luck, last }, outcome, a, from) {
  const end = Math.min(last, luck.reached(ENOUGH));
  if (end <= from) return null;
  const { low, high } = luck.band(outcome, SMOOTH);
  const beside = (bound) => bound.slice(from, end + 1).map((gap, n) => a[from + n] + gap);
  return { from, low: beside(low), high: beside(high) };
}

function rangeOf(values) {
  const known = values.filter(Number.isFinite);
  return known.length ? { low: Math.min(...known), high: Math.max(...known) } : { low: 0, high: 1 };
}

function spanOf(last, days) {
  return Math.min(Math.ceil(days / DAYS_IN_WEEK), Math.max(LEAST_SPAN, Math.ceil((last * 1.12) / 13) * 13));
}
