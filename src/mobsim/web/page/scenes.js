// Scenes for the stage: what is asked, said and shown, as plain data that a window of its own can draw as well.

import { LETTERS } from "../../screen/history.js";
import { limitText } from "../../screen/measures.js";
import { keyOf } from "../../screen/ramp.js";
import { compareTowns } from "../../screen/reading.js";
import { NOTHING } from "../../screen/scale.js";
import { named, number, percent, t } from "../../screen/words.js";
import { changeText, luckText } from "./reading_text.js";

/** A scene with nothing but a question. */
export const scene = (question, rest = {}) => ({
  question,
  sentence: null,
  lines: [],
  plain: false,
  bars: null,
  chart: null,
  map: null,
  caption: null,
  ...rest,
});

/** The difference between the towns in one sentence, with its mark of luck. */
export function reading({ history, outcome, shown, period, letters }) {
  const found = compareTowns(history, outcome, shown, period);
  if (!Number.isFinite(found.share) || shown === 0) return t("projector.nothing_yet");
  const values = { name: named("outcomes", outcome), change: changeText(found), luck: luckText(found) };
  return t("projector.reading", { ...values, ...letters, weeks: number(Math.min(period, shown + 1)) });
}

/** The curves of both towns, and what was drawn of the outcome. */
export function curveOf(state, forecast, { drawn = true, editable = false } = {}) {
  const own = drawn && forecast.drawing && (editable || forecast.drawing.outcome === state.outcome);
  const chart = forecast.chart({ drawn: Boolean(own), editable });
  const outcome = own ? forecast.drawing.outcome : state.outcome;
  const unit = named("units", state.picture.outcomes[outcome]?.unit ?? "");
  const key = [
    named("outcomes", outcome),
    unit,
    t(state.history.branch ? "curves.key_third" : "curves.key"),
    chart.drawn && forecast.isDrawn ? t("room.pencil") : "",
    chart.band ? t("room.band") : "",
  ];
  return { chart, caption: key.filter(Boolean).join(" · ") };
}

/** The map that the page shows, both towns or their difference, and what its colours mean. */
export function mapOf(state, { scaleOf, gapScale, gapMeasure, gapFills, gapText }) {
  return state.view === "difference"
    ? difference(state, { gapScale, gapMeasure, gapFills, gapText })
    : towns(state, scaleOf);
}

function towns(state, scaleOf) {
  const { history, measure, shown, period } = state;
  const scale = scaleOf(measure);
  const all = history.branch ? LETTERS.keys() : history.compared;
  const sides = [...all].map((town) => {
    const own = history.between(town, town);
    const week = Math.min(shown, own.last);
    const fills = own.map(0, measure, week, period).map((value) => scale.colour(value));
    const name = t(`town.${LETTERS[town]}`);
    const behind = week < shown ? t("projector.behind", { name, week: number(week) }) : name;
    return { badge: LETTERS[town], name: behind, fills };
  });
  const caption = named("outcomes", measure);
  const key = keyOf(scale, (value) => limitText(state, value, measure));
  return { map: { sides, key, label: t("room.map_label", { name: caption }) }, caption };
}

function difference(state, { gapScale, gapMeasure, gapFills, gapText }) {
  const { colours, low, high } = gapScale();
  const caption = t("gap.legend", { name: named("outcomes", gapMeasure()), ...state.letters });
  const key = {
    low: gapText(low),
    high: gapText(high),
    colours,
    from: null,
    grey: { colour: NOTHING, text: t("gap.grey") },
  };
  const sides = [{ badge: null, name: "", fills: gapFills() }];
  return { map: { sides, key, label: t("room.map_label", { name: caption }) }, caption };
}

/** Say how many hands there were. */
export function handsText(bars) {
  const all = bars.reduce((sum, { count }) => sum + count, 0);
  const most = bars.filter(({ chosen }) => chosen)[0];
  if (!all) return t("room.no_hands");
  const hands = t("room.hands_counted", { count: number(all) });
  return most ? `${hands} ${t("room.most", { share: percent(most.count / all, { decimals: 0 }) })}` : hands;
}
