// How town B came out against town A at the end of an exercise, with what the background towns say of luck.

import { mean, THIRD } from "../../screen/history.js";
import { compareTowns, sizeOf, wayOf } from "../../screen/reading.js";
import { named, number, percent, t, textOf } from "../../screen/words.js";
import { changeText, luckText, rangeText } from "./reading_text.js";

const DAYS_IN_WEEK = 7;
/** A difference, as a share of town A's value, that is none at all but for rounding. */
const ALIKE = 1e-4;

/** Take apart what an exercise names: "harm@most#52" is the outcome of a part of the town, up to a week on the way. */
export function partsOf(measure) {
  const [whole, week] = measure.split("#");
  const [outcome, part = null] = whole.split("@");
  return { outcome, part, week: week === undefined ? null : Number(week) };
}

export class Comparison {
  constructor(state, data) {
    this.state = state;
    this.data = data;
  }

  /** The weeks of town A and town B, whatever is compared elsewhere. */
  get history() {
    return this.state.history.between(0, 1);
  }

  /** Weeks at the end of the run over which towns are compared: a quarter of it. */
  get lastWeeks() {
    return Math.ceil(this.data.weeks / 4);
  }

  /** Pairs of background towns that have come to the end. */
  get come() {
    const { luck, last } = this.history;
    return luck.come(last);
  }

  /** How long it takes until enough of them have, as a sentence to add. */
  get wait() {
    return this.state.waitText(this.history.last, this.history);
  }

  /** Pairs of background towns that may come. */
  get seeds() {
    return this.history.luck.seeds;
  }

  /** The week of the last decision. */
  get decided() {
    return Math.floor((this.data.events.at(-1)?.day ?? 0) / DAYS_IN_WEEK);
  }

  /** The week from which differences are counted; null where all of them count, or the towns had not parted before. */
  get since() {
    return this.data.count === "whole" || this.decided === 0 ? null : this.decided;
  }

  /** Compare the towns in an outcome, of the whole or of a part, over a quarter: the last, or up to a week. */
  compare(measure) {
    const { history } = this;
    const { outcome, part, week } = partsOf(measure);
    const at = Math.min(week ?? history.last, history.last);
    if (!part) return compareTowns(history, outcome, at, this.lastWeeks, this.since);
    const value = (side, when) => this.ofPart(side, outcome, part, when);
    const before = this.since === null ? 0 : value(1, this.since) - value(0, this.since);
    const share = (value(1, at) - value(0, at) - before) / value(0, at);
    return { share, seeds: 0, size: sizeOf(share), luck: "unknown", part };
  }

  /** An outcome in the fifth of residents who live in the least or the most deprived neighbourhoods. */
  ofPart(side, outcome, part, week) {
    const { map } = this.state.picture;
    const { history } = this;
    const order = map.deprivation
      .map((value, at) => [part === "most" ? -value : value, at])
      .sort((a, b) => a[0] - b[0]);
    const fifth = map.population.reduce((sum, each) => sum + each, 0) / 5;
    let [people, sum] = [0, 0];
    for (const [, at] of order) {
      if (people >= fifth) break;
      const values = history.span(side, week, this.lastWeeks).map(({ areas }) => areas[outcome][at]);
      people += map.population[at];
      sum += map.population[at] * mean(values);
    }
    return sum / people;
  }

  /** Whether town B came out lower, higher, or not clearly either; null while other pairs of towns are to come. */
  way(outcome) {
    return wayOf(this.compare(outcome));
  }

  /** Whether the towns came out as an answer, or a point to talk about, has it. */
  holds({ when }) {
    return when.every((condition) => this.came(condition));
  }

  came([outcome, way]) {
    const found = this.way(outcome);
    if (found === null) return false;
    return way.startsWith("not_") ? found !== way.slice(4) : found === way;
  }

  nameOf(outcome) {
    const { outcome: whole, part, week } = partsOf(outcome);
    const name = named("outcomes", whole);
    const there = part ? t(`exercise.${part}`, { name }) : name;
    return week === null ? there : t("exercise.up_to", { name: there, week: number(week) });
  }

  /** Whether a difference is counted since a week, and whether the towns were alike before. */
  sinceWhat(outcome, way) {
    if (this.since === null) return "";
    return way !== "same" && this.wereAlike(outcome) ? "_new" : "_since";
  }

  /** Whether nothing parted the towns in an outcome before the week from which differences are counted. */
  wereAlike(named) {
    const { outcome, part } = partsOf(named);
    const value = (side) =>
      part
        ? this.ofPart(side, outcome, part, this.since)
        : this.history.over(side, outcome, this.since, this.lastWeeks);
    return Math.abs(value(1) - value(0)) <= ALIKE * Math.abs(value(0));
  }

  finding(outcome) {
    const found = this.compare(outcome);
    const range = found.luck === "early" || found.part ? "" : ` ${rangeText(found)}`;
    return `${this.found(outcome, found)}${range} ${t("exercise.luck_is", { luck: luckText(found) })}`;
  }

  /** A finding with its mark of luck alone: for the stage, where the range has no room. */
  brief(outcome) {
    const found = this.compare(outcome);
    return `${this.found(outcome, found)} ${t("exercise.luck_is", { luck: luckText(found) })}`;
  }

  found(outcome, found) {
    const way = { none: "same" }[found.size] ?? (found.share < 0 ? "lower" : "higher");
    const key = `exercise.${way}${this.sinceWhat(outcome, way)}`;
    const values = { name: this.nameOf(outcome), share: percent(Math.abs(found.share)), week: number(this.since ?? 0) };
    const size = way === "same" ? "" : t(`reading.sizes.${found.size}`);
    return t(key, { ...values, size });
  }

  /** How the third town stands to the one that it branched from, in what the exercise looks at; nothing without one. */
  third() {
    const { branch } = this.state.history;
    if (!branch) return [];
    const history = this.state.history.between(branch.side, THIRD);
    const outcomes = [...new Set(this.data.reveal.map((named) => partsOf(named).outcome))];
    const [first, second] = history.letters.map((letter) => letter.toUpperCase());
    return outcomes.map((outcome) => {
      const found = compareTowns(history, outcome, history.last, this.lastWeeks);
      const values = { name: named("outcomes", outcome), change: changeText(found), luck: luckText(found) };
      return t("projector.reading", { ...values, first, second, weeks: number(this.lastWeeks) });
    });
  }

  /** Follow an outcome through the last decision, in both towns; nothing before its week has come (after a reload). */
  paths() {
    const outcome = this.data.path;
    if (!outcome || this.history.last < this.decided) return [];
    return ["A", "B"].map((town, side) => () => this.path(outcome, town, side));
  }

  path(outcome, town, side) {
    const { history } = this;
    const { picture } = this.state;
    const values = history.series(side, outcome);
    const week = this.decided;
    const after = values.map((_, at) => at).slice(week);
    const [low, high] = [1, -1].map((sign) => after.reduce((a, b) => (sign * values[b] < sign * values[a] ? b : a)));
    const text = (at) => textOf(picture.outcomes[outcome], values[at]);
    return t("exercise.path", {
      name: named("outcomes", outcome),
      town,
      before: text(week),
      week: number(week),
      low: text(low),
      low_week: number(low),
      high: text(high),
      high_week: number(high),
      end: text(values.length - 1),
    });
  }
}
