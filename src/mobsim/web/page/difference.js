// The third view: one large map of town B minus town A, grey wherever luck may have made the difference.

import { badge } from "../../screen/badge.js";
import { byId, setText, show } from "../../screen/dom.js";
import { ENOUGH } from "../../screen/luck.js";
import { TownMap } from "../../screen/map.js";
import { GapScale } from "../../screen/scale.js";
import { named, number, t } from "../../screen/words.js";
import { Choice } from "./choice.js";
import { Part } from "./parts.js";

const VIEWS = ["towns", "difference", "leaders", "wheel"];

export class Difference extends Part {
  static needs = ["state", "send", "choose", "enter", "view", "redraw", "pointAt"];
  static gives = ["gapScale", "gapMeasure", "gapText", "gapFills", "gapAreaText"];

  receives = { compared: (found) => this.receive(found) };

  constructor(host, tools) {
    super(host, tools);
    this.choice = new Choice(VIEWS, (name) => `view-${name}`, this.view);
    byId("view").append(this.choice.root);
  }

  ready() {
    const { state } = this;
    this.map = new TownMap(byId("map-gap"), state.picture.map, {
      choose: this.choose,
      enter: this.enter,
      point: this.pointAt,
      label: (area) => t("gap.label", { chosen: area === null ? t("map.none") : state.areaName(area) }),
    });
    this.scales = new Map();
    this.asked = null;
    this.watch();
  }

  /** The measure whose differences are shown: zones are steps of need. */
  gapMeasure() {
    return this.state.measure === "zone" ? "need" : this.state.measure;
  }

  gapScale() {
    const measure = this.gapMeasure();
    if (!this.scales.has(measure))
      this.scales.set(measure, new GapScale(measure, this.state.picture.scales[measure].reach));
    return this.scales.get(measure);
  }

  /** Write a difference in the measure, with its sign. */
  gapText(value) {
    const text = this.state.format(Math.abs(value), this.gapMeasure());
    if (value === 0) return text;
    return `${value > 0 ? "+" : "−"}${text}`;
  }

  /** Ask the server what other pairs of towns say of what is shown, or for nothing. */
  watch() {
    const { state } = this;
    const wanted = state.view === "difference" ? this.gapMeasure() : null;
    const towns = state.history.letters.join("");
    const message = { do: "compare", measure: wanted, week: state.asOf, weeks: state.period, towns };
    const key = JSON.stringify(message);
    if (key === this.asked || (wanted === null && !this.asked)) return;
    this.asked = key;
    this.send(message);
  }

  receive(found) {
    this.state.compared = found;
    this.redraw();
  }

  /** What other pairs say of the very week and measure that are shown, if they do. */
  get bounds() {
    const { compared, shown, period } = this.state;
    const towns = this.state.history.letters.join("");
    const same = compared?.towns === towns && compared.week === shown && compared.weeks === period;
    const fits = same && compared.measure === this.gapMeasure();
    return fits ? compared : { seeds: 0, low: [], high: [] };
  }

  draw() {
    const { state } = this;
    const visible = state.view === "difference";
    show(byId("town-gap"), visible);
    this.choice.mark(state.view);
    this.watch();
    if (!visible || !this.map) return;
    const { seeds } = this.bounds;
    const differences = this.differences();
    const told = this.told(differences);
    this.map.colour(told, this.gapScale());
    if (this.map.chosen !== state.area) this.map.choose(state.area);
    setText(byId("gap-note"), this.note(told, seeds));
  }

  /** What is beyond luck of each neighbourhood's difference; of the others nothing is said. */
  told(differences) {
    const { low, high } = this.bounds;
    return differences.map((value, at) => (differs(value, low[at], high[at]) ? value : null));
  }

  /** The colours of the map, for whoever shows it as well. */
  gapFills() {
    return this.told(this.differences()).map((value) => this.gapScale().colour(value));
  }

  differences() {
    const { history, shown, period } = this.state;
    const [a, b] = [0, 1].map((side) => history.map(side, this.gapMeasure(), shown, period));
    return a.map((value, at) => (value === null || b[at] === null ? NaN : b[at] - value));
  }

  /** The difference in one neighbourhood, with what other pairs say of it. */
  gapAreaText(at) {
    const { low, high } = this.bounds;
    const values = {
      name: named("outcomes", this.gapMeasure()),
      ...this.state.letters,
      difference: this.gapText(this.differences()[at]),
    };
    if (low[at] === undefined) return t("tip.gap", values);
    return t("tip.gap_with_band", { ...values, low: this.gapText(low[at]), high: this.gapText(high[at]) });
  }

  note(told, seeds) {
    const most = this.state.history.luck.seeds;
    if (most && most < ENOUGH) return t("gap.never", { all: number(most), of: number(ENOUGH) });
    if (seeds < ENOUGH) return this.waiting(seeds);
    const [lower, higher] = [-1, 1].map((sign) => told.filter((value) => Math.sign(value) === sign).length);
    const grey = told.length - lower - higher;
    const counts = { lower: number(lower), higher: number(higher), grey: number(grey), all: number(told.length) };
    const values = { name: named("outcomes", this.gapMeasure()), seeds: number(seeds), ...this.state.letters };
    const counted = t("gap.counts", { ...values, ...counts });
    return 2 * grey > told.length ? `${counted} ${t("gap.parts")}` : counted;
  }

  waiting(seeds) {
    return t("gap.waiting", { seeds: number(seeds), of: number(ENOUGH), wait: this.state.waitText() });
  }

  compared() {
    this.words();
  }

  words() {
    const { history } = this.state;
    const [first, second] = history?.letters ?? ["a", "b"];
    const values = { first: first.toUpperCase(), second: second.toUpperCase() };
    this.choice.words(t("gap.view"), (name) =>
      t(name === "towns" && history?.branch ? "gap.views.three" : `gap.views.${name}`, values),
    );
    byId("name-gap").replaceChildren(badge(second), " − ", badge(first), ` ${t("gap.title", values)}`);
  }
}

/** Whether a difference lies where other pairs put it, away from nought. */
function differs(value, low, high) {
  if (!Number.isFinite(value) || low === undefined) return false;
  return value > 0 ? low > 0 : value < 0 && high < 0;
}
