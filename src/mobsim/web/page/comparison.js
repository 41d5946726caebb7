// How town B came out against town A at the end of an exercise, with what the background towns say of luck.

import { mean, SAME } from "../../screen/history.js";
import { named, number, percent, t, textOf } from "../../screen/words.js";

export class Comparison {
  constructor(state, data) {
    this.state = state;
    this.data = data;
  }

  /** Weeks at the end of the run over which towns are compared: a quarter of it. */
  get lastWeeks() {
    return Math.ceil(this.data.weeks / 4);
  }

  /** Pairs of background towns that have come to the end. */
  get come() {
    const { luck, last } = this.state.history;
    return luck.come(last);
  }

  /** Pairs of background towns that may come. */
  get seeds() {
    return this.state.history.luck.seeds;
  }

  /** Compare the towns in an outcome over the last quarter of the run, with the background towns' range. */
  compare(measure) {
    const { history } = this.state;
    const weeks = this.lastWeeks;
    const [outcome, part] = measure.split("@");
    if (part)
      return { ratio: this.ofPart(1, outcome, part, weeks) / this.ofPart(0, outcome, part, weeks), seeds: 0, part };
    const ratio = history.ratio(outcome, history.last, weeks);
    const reference = history.over(0, outcome, history.last, weeks);
    const { low, high } = history.luck.range(outcome, history.last, weeks);
    // In towns that began higher the fall may be more than all of this one's.
    return { ratio, seeds: this.come, low: Math.max(-1, low / reference), high: Math.max(-1, high / reference) };
  }

  /** An outcome in the fifth of residents who live in the least or the most deprived neighbourhoods. */
  ofPart(side, outcome, part, weeks) {
    const { map } = this.state.picture;
    const { history } = this.state;
    const order = map.deprivation
      .map((value, at) => [part === "most" ? -value : value, at])
      .sort((a, b) => a[0] - b[0]);
    const fifth = map.population.reduce((sum, each) => sum + each, 0) / 5;
    let [people, sum] = [0, 0];
    for (const [, at] of order) {
      if (people >= fifth) break;
      const values = history.weeks.slice(-weeks).map((week) => week[side].areas[outcome][at]);
      people += map.population[at];
      sum += map.population[at] * mean(values);
    }
    return sum / people;
  }

  /** Whether town B came out lower, higher, or not clearly either, by all background towns that there are. */
  way(outcome) {
    const { ratio, seeds, low, high } = this.compare(outcome);
    if (Math.abs(ratio - 1) < SAME || !Number.isFinite(ratio)) return "unclear";
    if (seeds && low < 0 && high > 0) return "unclear";
    return ratio < 1 ? "lower" : "higher";
  }

  /** Whether the towns came out as an answer, or a point to talk about, has it. */
  holds({ when }) {
    return when.every((condition) => this.came(condition));
  }

  came([outcome, way]) {
    const found = this.way(outcome);
    return way.startsWith("not_") ? found !== way.slice(4) : found === way;
  }

  nameOf(outcome) {
    const [whole, part] = outcome.split("@");
    const name = named("outcomes", whole);
    return part ? t(`exercise.${part}`, { name }) : name;
  }

  finding(outcome) {
    const { ratio, seeds, low, high, part } = this.compare(outcome);
    const name = this.nameOf(outcome);
    const way = ratio < 1 ? "lower" : "higher";
    const sentence =
      Math.abs(ratio - 1) < SAME
        ? t("exercise.same", { name })
        : t(`exercise.${way}`, { name, share: percent(Math.abs(ratio - 1)) });
    if (part) return sentence;
    if (!seeds) return `${sentence} ${t("exercise.no_band")}`;
    const range = t("exercise.band", {
      seeds: number(seeds),
      low: percent(low, { sign: true }),
      high: percent(high, { sign: true }),
    });
    if (Math.abs(ratio - 1) < SAME) return `${sentence} ${range}`;
    const luck = this.way(outcome) === "unclear" ? "exercise.may_be_luck" : "exercise.beyond_luck";
    return `${sentence} ${range} ${t(luck)}`;
  }

  /** Follow an outcome through the last decision, in both towns. */
  paths() {
    const outcome = this.data.path;
    if (!outcome) return [];
    return ["A", "B"].map((town, side) => () => this.path(outcome, town, side));
  }

  path(outcome, town, side) {
    const { history, picture } = this.state;
    const values = history.series(side, outcome);
    const week = Math.floor(this.data.events.at(-1).day / 7);
    let far = week;
    for (let at = week; at < values.length; at++) {
      if (Math.abs(values[at] - values[week]) > Math.abs(values[far] - values[week])) far = at;
    }
    const text = (at) => textOf(picture.outcomes[outcome], values[at]);
    return t("exercise.path", {
      name: named("outcomes", outcome),
      town,
      before: text(week),
      week: number(week),
      far: text(far),
      far_week: number(far),
      end: text(values.length - 1),
    });
  }
}
