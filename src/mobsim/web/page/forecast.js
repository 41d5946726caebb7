// What the room expects of what is to come: a curve that it draws, and hands for each answer; kept with the session.

import { ENOUGH } from "../../screen/luck.js";
import { compareTowns, wayOf } from "../../screen/reading.js";
import { language, named, number, percent, t } from "../../screen/words.js";
import { forecastChart } from "./forecast_chart.js";
import { Part } from "./parts.js";
import { blank, isDrawn, scoreOf, stroke } from "./prediction.js";

const DAYS_IN_WEEK = 7;
/** Weeks that are asked about, where no exercise says it and nobody chooses. */
const SPAN = 13;
const MOST_HANDS = 999;
/** What may be answered where no exercise asks: how town B will stand to town A. */
const WAYS = ["lower", "unclear", "higher"];

export class Forecast extends Part {
  static needs = ["state", "keep", "redraw", "exerciseAsks"];
  static gives = ["forecast"];

  constructor(host, tools) {
    super(host, tools);
    this.clear();
  }

  /** What other parts ask and change. */
  forecast() {
    return this;
  }

  /** What is known of town A and town B: what the room is asked is about these, whatever is compared. */
  get two() {
    return this.state.history?.between(0, 1);
  }

  clear() {
    this.drawing = null; // {outcome, from, to, weeks, values}
    this.hands = null; // {outcome, from, to, counts}
    this.span = SPAN;
    this.question = "";
    this.notes = "";
  }

  started() {
    this.clear();
  }

  // What is asked

  /** The outcome and the weeks that the room is asked about now. */
  get asked() {
    const { outcome, picture } = this.state;
    const now = Math.max(0, this.two?.last ?? 0);
    const exercise = this.exerciseAsks();
    if (exercise) return { outcome: exercise.outcome, from: now, to: exercise.weeks };
    const all = picture ? Math.ceil(picture.days / DAYS_IN_WEEK) : now;
    return { outcome, from: now, to: Math.min(all, now + this.span) };
  }

  /** What was asked last, as long as something was said to it. */
  get said() {
    return this.drawing ?? this.hands ?? null;
  }

  /** What the room may answer, in its language. */
  get answers() {
    const exercise = this.exerciseAsks();
    if (exercise) return exercise.answers.map(({ words }) => words[language()]);
    return WAYS.map((way) => t(`room.answers.${way}`));
  }

  get askedText() {
    const exercise = this.exerciseAsks();
    if (exercise) return exercise.predict;
    if (this.question) return this.question;
    const { outcome, from, to } = this.hands ?? this.drawing ?? this.asked;
    return t("room.asked", { name: named("outcomes", outcome), weeks: number(to - from), week: number(to) });
  }

  write(name, text) {
    this[name] = text;
    this.keep();
    this.redraw();
  }

  // Hands

  get counts() {
    return this.answers.map((_, n) => this.hands?.counts[n] ?? 0);
  }

  get handsCounted() {
    return this.counts.some((count) => count > 0);
  }

  count(n, text) {
    const count = Math.max(0, Math.min(MOST_HANDS, Math.floor(Number(text)) || 0));
    const { outcome, from, to } = this.asked;
    this.hands ??= { outcome, from, to, counts: [] };
    const counts = this.counts;
    counts[n] = count;
    this.hands = { ...this.hands, counts };
    if (!this.handsCounted) this.hands = null;
    this.keep();
    this.redraw();
  }

  /** The answer with most hands; null where two have as many, or none has any. */
  get favourite() {
    const most = Math.max(...this.counts);
    const first = this.counts.indexOf(most);
    return most > 0 && this.counts.lastIndexOf(most) === first ? first : null;
  }

  /** Which answers hold, as far as it can be told: by the exercise, or by how the towns stand at the end. */
  get held() {
    const exercise = this.exerciseAsks();
    if (exercise) return exercise.held;
    const history = this.two;
    const { hands } = this;
    if (!hands || history.last < hands.to) return [];
    return [WAYS.indexOf(wayOf(compareTowns(history, hands.outcome, hands.to, this.weeksCompared)))];
  }

  /** Over how many weeks towns are compared at the end of what was asked. */
  get weeksCompared() {
    const { from, to } = this.hands;
    return Math.max(1, Math.min(this.state.period, to - from));
  }

  /** What each answer has: text, hands, share of all hands, and whether most chose it or it holds. */
  get bars() {
    const { counts, favourite, held } = this;
    const all = Math.max(1, ...counts);
    return this.answers.map((text, n) => {
      return { text, count: counts[n], share: counts[n] / all, chosen: n === favourite, holds: held.includes(n) };
    });
  }

  // The curve

  get isDrawn() {
    return this.drawing !== null && isDrawn(this.drawing);
  }

  /** Whether the pen may draw: the weeks in question have not been run yet. */
  get canDraw() {
    if (!this.state.begun) return false;
    const { from, to } = this.drawing ?? this.asked;
    return this.two.last === from && to > from;
  }

  move(from, to) {
    if (!this.canDraw) return;
    if (!this.drawing) this.begin();
    this.drawing = { ...this.drawing, ...stroke(this.drawing, from, to) };
    this.keep();
    this.redraw();
  }

  begin() {
    const { outcome, from, to } = this.asked;
    this.drawing = { outcome, from, to, ...blank(from, to, this.valueNow(outcome)) };
  }

  valueNow(outcome) {
    const history = this.two;
    const now = history.series(1, outcome)[history.last];
    return Number.isFinite(now) ? now : 0;
  }

  erase() {
    this.drawing = null;
    this.keep();
    this.redraw();
  }

  forgetHands() {
    this.hands = null;
    this.keep();
    this.redraw();
  }

  get score() {
    return this.isDrawn ? scoreOf(this.drawing, this.drawing.outcome, this.two) : null;
  }

  /** The score in words: what was drawn and what came, how near, and what luck has to do with it. */
  get scoreLines() {
    const { score } = this;
    if (!score) return [];
    const { outcome } = this.drawing;
    const numbers = { inside: number(score.inside), points: number(score.points), seeds: number(score.seeds) };
    const luck = { of: number(ENOUGH), all: number(this.two.luck.seeds), ...numbers };
    return [
      t("room.way", { said: t(`room.said.${score.said}`), came: t(`room.came.${score.came}`) }),
      t("room.near", {
        word: t(`room.nearness.${score.size}`),
        share: percent(score.share),
        points: numbers.points,
        name: named("outcomes", outcome),
      }),
      t(`room.luck.${score.luck}`, luck),
    ];
  }

  /** The score for the back row: one sentence, and how much of it luck may explain. */
  get scoreInShort() {
    const { score } = this;
    if (!score) return null;
    const way = this.scoreLines[0];
    const short = t("room.score", { way, word: t(`room.brief.${score.size}`), share: percent(score.share) });
    if (score.luck !== "known" || !score.inside) return short;
    return `${short} ${t("room.score_luck", { inside: number(score.inside), points: number(score.points) })}`;
  }

  /** What the pen would draw on, before it has. */
  get preview() {
    if (!this.canDraw) return null;
    const { outcome, from, to } = this.asked;
    return { outcome, from, to, ...blank(from, to, this.valueNow(outcome)) };
  }

  /** Everything the chart needs; the stage's window gets it as it is. */
  chart(options) {
    return forecastChart(this, this.state, options);
  }

  // Kept with the session

  get kept() {
    const { drawing, hands, span, question, notes } = this;
    return drawing || hands || question || notes ? { drawing, hands, span, question, notes } : null;
  }

  restoreKept(kept) {
    Object.assign(this, kept);
    this.redraw();
  }
}
