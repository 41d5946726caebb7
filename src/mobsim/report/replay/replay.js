// The recorded weeks of a report, with the views of the live page: play, a slider, the measure on the map.

import { badge } from "../../screen/badge.js";
import { Curves, niceStep } from "../../screen/curves.js";
import { button, byId, h, options, setText } from "../../screen/dom.js";
import { History } from "../../screen/history.js";
import { quantile } from "../../screen/luck.js";
import { TownMap } from "../../screen/map.js";
import { COUNTED, measureText, outcomeOf } from "../../screen/measures.js";
import { ramp } from "../../screen/ramp.js";
import { Scale } from "../../screen/scale.js";
import { named, number, t, textOf, useWords } from "../../screen/words.js";
import { unpack } from "./unpack.js";

const WEEK_MS = 90;
const SIDES = ["a", "b"];
/** What sentences call them. */
const TOWNS = { first: "A", second: "B" };

class Replay {
  constructor(host, data, weeks) {
    this.data = data;
    this.week = 0;
    this.area = null;
    this.history = new History(data.map.ids.length, []);
    this.history.add({ first: 0, weeks, tables: [], story: [] });
    this.scales = this.scalesOf(Object.keys(data.areas));
    this.build(host);
    this.show("insecurity");
  }

  build(host) {
    const towns = SIDES.map((side, n) => this.town(side, this.data.strategies[n]));
    const charts = SIDES.map(() => h("figure", { class: "replay-chart" }, h("figcaption"), h("div")));
    this.legend = h("p", { class: "replay-legend" });
    host.replaceChildren(
      this.bar(),
      h("div", { class: "replay-towns" }, towns),
      this.legend,
      h("div", { class: "replay-charts" }, charts),
    );
    this.figures = towns.map((town) => town.lastChild);
    this.captions = charts.map((chart) => chart.firstChild);
    this.maps = towns.map((town) => this.mapIn(town.children[1]));
    const [level, gap] = charts.map((chart) => chart.lastChild);
    this.curves = new Curves(level, gap, { week: (week) => this.look(week), size: () => this.draw() });
  }

  bar() {
    const look = () => this.look(Number(this.line.value));
    const range = { type: "range", min: 0, max: this.history.last, value: 0, "aria-label": t("transport.timeline") };
    this.play = button("", () => this.toggle());
    this.line = h("input", { ...range, oninput: look });
    this.weekShown = h("output", { class: "replay-week" });
    this.pick = h("select", { id: "replay-measure", onchange: () => this.show(this.pick.value) });
    this.pick.append(...options(Object.keys(this.data.areas).map((name) => [name, named("outcomes", name)])));
    const label = h("label", { for: "replay-measure" }, t("page.measure"));
    return h("p", { class: "replay-bar" }, this.play, label, this.pick, this.line, this.weekShown);
  }

  town(side, strategy) {
    const head = h("h3", {}, badge(side), ` ${named("strategies", strategy)}`);
    return h("div", { class: "replay-town" }, head, h("div"), h("p", { class: "replay-figure" }));
  }

  mapIn(host) {
    const label = (area) => t("map.chosen_one", { area: this.nameOf(area) ?? t("map.none") });
    const map = new TownMap(host, this.data.map, { choose: (area) => this.choose(area), enter: () => {}, label });
    return map;
  }

  nameOf(area) {
    return this.data.map.names[area ?? -1];
  }

  choose(area) {
    for (const map of this.maps) map.choose(area);
    this.area = area;
    this.draw();
  }

  show(measure) {
    this.measure = measure;
    this.drawLegend();
    this.draw();
  }

  /** Fix the scale of each measure for all weeks and both towns: what is there is known. */
  scalesOf(measures) {
    const weeks = [...this.history.weeks.keys()];
    const valuesOf = (measure) =>
      SIDES.flatMap((_, side) => weeks.flatMap((at) => this.history.map(side, measure, at)));
    return Object.fromEntries(
      measures.map((measure) => [measure, new Scale(measure, spanOf(measure, valuesOf(measure)))]),
    );
  }

  look(week) {
    this.week = Math.max(0, Math.min(this.history.last, week));
    this.draw();
  }

  toggle() {
    if (this.timer) {
      this.stop();
      return;
    }
    if (this.week >= this.history.last) this.week = 0;
    this.timer = setInterval(() => (this.week >= this.history.last ? this.stop() : this.look(this.week + 1)), WEEK_MS);
    this.draw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.draw();
  }

  draw() {
    if (!this.measure) return;
    this.drawMaps();
    this.drawCurves();
    this.line.value = String(this.week);
    setText(this.weekShown, t("transport.week_shown", { week: number(this.week) }));
    setText(this.play, this.timer ? t("transport.pause") : t("transport.play"));
  }

  drawMaps() {
    const { week, measure, history, area } = this;
    this.maps.forEach((map, side) => {
      const values = history.map(side, measure, week);
      map.colour(values, this.scales[measure], (at, value) => this.pair(this.nameOf(at), this.text(value)));
      const record = history.weeks[week][side];
      // neither patrol nor forums are recorded
      map.work({ ...record, areas: { ...record.areas, hours_patrol: [] } }, []);
      if (!this.timer) map.titles();
      const own = area === null ? "" : ` ${this.pair(this.nameOf(area), this.text(values[area]))}`;
      const whole = this.pair(named("outcomes", outcomeOf(measure)), this.townText(side));
      setText(this.figures[side], `${whole}.${own}`);
    });
  }

  pair(name, value) {
    return t("page.pair", { name, value });
  }

  drawCurves() {
    const outcome = outcomeOf(this.measure);
    const name = named("outcomes", outcome);
    const values = { name, a: this.townText(0), b: this.townText(1) };
    const { unit } = this.data.outcomes[outcome];
    this.curves.draw(this.history, { outcome, unit }, this.week, this.history.last);
    this.curves.label(t("curves.level_label", { ...values, ...TOWNS }), t("curves.gap_label", { ...values, ...TOWNS }));
    setText(this.captions[0], `${name}, ${named("units", unit)}`);
    setText(this.captions[1], t("curves.gap", TOWNS));
  }

  townText(side) {
    const outcome = outcomeOf(this.measure);
    return textOf(this.data.outcomes[outcome], this.history.series(side, outcome)[this.week]);
  }

  text(value) {
    return measureText(this.data.outcomes, this.measure, value);
  }

  drawLegend() {
    const { colours, low, high } = this.scales[this.measure];
    const ends = this.measure === "zone" ? ["zone_low", "zone_high"].map((end) => t(`legend.${end}`)) : null;
    const [from, to] = ends ?? [this.text(low), this.text(high)];
    this.legend.replaceChildren(from, ramp(colours), to, h("span", {}, t("legend.kinds")));
  }
}

/** The span of a measure's values: all but the furthest few in a hundred. */
function spanOf(measure, values) {
  if (measure === "zone") return undefined;
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.01), quantile(sorted, 0.99)];
  const step = niceStep(Math.max(high - low, 1e-6) / 4);
  return [COUNTED.has(measure) ? 0 : Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

const data = JSON.parse(byId("replay-data").textContent);
useWords(data.language, data.words);
globalThis.replay = new Replay(byId("replay"), data, await unpack(data));
