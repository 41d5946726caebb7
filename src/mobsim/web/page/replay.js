// The recorded weeks of a report, with the view of the live page: play, a slider, the measure on the map.

import { badge } from "./badge.js";
import { Curves } from "./curves.js";
import { byId, h, setText } from "./dom.js";
import { History } from "./history.js";
import { TownMap } from "./map.js";
import { Scale } from "./scale.js";
import { named, number, t, useWords, valueOf } from "./words.js";

const CYCLE = 4;
const WEEK_MS = 90;
const OF_TOWN = { need: "need_for_assistance", zone: "need_for_assistance" };

/** Unpack the changes of a measure from week to week, and add them up. */
async function values(packed, areas) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const steps = new Uint8Array(await new Response(stream).arrayBuffer());
  for (let n = areas; n < steps.length; n += 1) steps[n] += steps[n - areas];
  return steps;
}

/** Turn the record back into the weeks that the page knows. */
async function unpack(data) {
  const areas = data.map.ids.length;
  const names = Object.keys(data.areas);
  const bytes = await Promise.all(names.map((name) => Promise.all(data.areas[name].sides.map((side) => values(side, areas)))));
  const week = (measure, side, at) => Array.from(bytes[measure][side].subarray(at * areas, (at + 1) * areas), (byte) => (byte / 255) * data.areas[names[measure]].high);
  return Array.from({ length: data.weeks }, (_, at) => [0, 1].map((side) => ({
    areas: Object.fromEntries(names.map((name, measure) => [name, week(measure, side, at)])),
    town: Object.fromEntries(Object.entries(data.town).map(([name, sides]) => [name, sides[side][at]])),
    initiatives: data.work[side].filter((spell) => spell[4] <= at && at < spell[5]).map(([area, status, measure, lead]) => [0, area, status, 0, measure, lead]),
  })));
}

class Replay {
  constructor(host, data, weeks) {
    this.data = data;
    this.week = 0;
    this.history = new History(data.map.ids.length);
    this.history.add({ first: 0, weeks, tables: [], story: [] });
    this.scales = Object.fromEntries(Object.keys(data.areas).map((measure) => [measure, new Scale(measure)]));
    this.measure = "insecurity";
    this.build(host);
    this.show("insecurity");
  }

  build(host) {
    this.play = h("button", { type: "button", onclick: () => this.toggle() });
    this.line = h("input", { type: "range", min: 0, max: this.history.last, value: 0, "aria-label": t("transport.timeline"), oninput: () => this.look(Number(this.line.value)) });
    this.weekShown = h("output", { class: "replay-week" });
    this.pick = h("select", { id: "replay-measure", onchange: () => this.show(this.pick.value) }, Object.keys(this.data.areas).map((name) => h("option", { value: name }, named("outcomes", name))));
    const towns = [0, 1].map((side) => h("div", { class: "replay-town" }, h("h3", {}, badge("ab"[side]), ` ${named("strategies", this.data.strategies[side])}`), h("div", { class: "replay-map" }), h("p", { class: "replay-figure" })));
    const charts = [0, 1].map(() => h("figure", { class: "replay-chart" }, h("figcaption"), h("div")));
    host.replaceChildren(
      h("p", { class: "replay-bar" }, this.play, h("label", { for: "replay-measure" }, t("page.measure")), this.pick, this.line, this.weekShown),
      h("div", { class: "replay-towns" }, towns), (this.legend = h("p", { class: "replay-legend" })), h("div", { class: "replay-charts" }, charts),
    );
    this.figures = towns.map((town) => town.lastChild);
    this.captions = charts.map((chart) => chart.firstChild);
    this.maps = towns.map((town) => new TownMap(town.children[1], this.data.map, { choose: (area) => this.choose(area), enter: () => {}, label: (area) => t("map.chosen_one", { area: area === null || area === undefined ? t("map.none") : this.data.map.names[area] }) }));
    this.maps.forEach((map) => (map.layers = { work: true, patrol: false, forums: false, today: false }));
    this.curves = new Curves(charts[0].lastChild, charts[1].lastChild, { week: (week) => this.look(week), size: () => this.draw() });
  }

  choose(area) {
    this.maps.forEach((map) => map.choose(area));
    this.area = area;
    this.draw();
  }

  show(measure) {
    this.measure = measure;
    this.scales[measure].fit([0, 1].flatMap((side) => [this.history.last, Math.floor(this.history.last / 2)].flatMap((week) => this.history.map(side, measure, week))));
    this.draw();
  }

  look(week) {
    this.week = Math.max(0, Math.min(this.history.last, week));
    this.draw();
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.week >= this.history.last) this.week = 0;
    this.timer = setInterval(() => (this.week >= this.history.last ? this.stop() : this.look(this.week + 1)), WEEK_MS);
    return this.draw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.draw();
  }

  draw() {
    if (!this.curves) return;
    const { week, measure, history, data } = this;
    const scale = this.scales[measure];
    const outcome = OF_TOWN[measure] ?? measure;
    this.maps.forEach((map, side) => {
      map.colour(history.map(side, measure, week), scale, (at, value) => `${data.map.names[at]}: ${this.text(value)}`);
      const record = history.weeks[week][side];
      map.work({ ...record, areas: { ...record.areas, hours_patrol: [], forum: [] } }, week % CYCLE === 0);
      if (!this.timer) map.titles();
      const own = this.area === null || this.area === undefined ? "" : ` ${data.map.names[this.area]}: ${this.text(history.map(side, measure, week)[this.area])}`;
      setText(this.figures[side], `${named("outcomes", outcome)}: ${valueOf(data.outcomes[outcome], history.series(side, outcome)[week])}.${own}`);
    });
    this.curves.draw(history, outcome, week, history.last);
    setText(this.captions[0], `${named("outcomes", outcome)}, ${named("units", data.outcomes[outcome].unit)}`);
    setText(this.captions[1], t("curves.gap"));
    for (const [n, host] of this.captions.entries()) host.nextSibling.firstChild.setAttribute("aria-label", t(n ? "curves.gap_label" : "curves.level_label", { name: named("outcomes", outcome), a: valueOf(data.outcomes[outcome], history.series(0, outcome)[week]), b: valueOf(data.outcomes[outcome], history.series(1, outcome)[week]) }));
    this.line.value = String(week);
    setText(this.weekShown, t("transport.week_shown", { week: number(week) }));
    setText(this.play, this.timer ? t("transport.pause") : t("transport.play"));
    this.drawLegend(scale);
  }

  text(value) {
    return this.measure === "zone" ? named("zones", String(Math.round(value))) : valueOf(this.data.outcomes[this.measure] ?? { unit: "0-1" }, value);
  }

  drawLegend(scale) {
    if (this.legendOf === this.measure) return;
    this.legendOf = this.measure;
    const steps = scale.colours.map((colour) => {
      const step = h("span", { class: "replay-step" });
      step.style.backgroundColor = colour;
      return step;
    });
    const [low, high] = this.measure === "zone" ? [t("legend.zone_low"), t("legend.zone_high")] : [this.text(scale.low), this.text(scale.high)];
    this.legend.replaceChildren(low, " ", ...steps, " ", high, h("span", {}, `  ${t("legend.kinds")}`));
  }
}

const data = JSON.parse(byId("replay-data").textContent);
useWords("en", data.words);
globalThis.replay = new Replay(byId("replay"), data, await unpack(data));
