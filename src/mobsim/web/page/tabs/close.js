// A closer look: a neighbourhood in figures, who lives and works there, and one of them with their past.

import { button, byId, h, options, show } from "../../../screen/dom.js";
import { named, number, t } from "../../../screen/words.js";
import { livesOf } from "../lives.js";
import { Part } from "../parts.js";
import { personOf } from "../person.js";

const MEASURES = [
  "insecurity",
  "true_crime",
  "recorded_crime",
  "harm",
  "trust",
  "cohesion",
  "membership",
  "participation",
  "need",
  "zone",
  "hours_patrol",
];
const SIDES = ["a", "b"];

export class Close extends Part {
  static tab = "close";
  static needs = ["state", "choose", "enter", "describe", "showAllTies", "findLives"];

  constructor(host, tools) {
    super(host, tools);
    const choose = () => this.choose(this.pick.value === "" ? null : Number(this.pick.value));
    this.pick = h("select", { id: "area", class: "wide", onchange: choose, "aria-labelledby": "area-title" });
    this.zoom = button("", () => this.enter(this.state.zoomed ? null : this.state.area), { id: "zoom" });
    this.figures = h("div", { class: "facts" });
    this.allTies = h("input", { type: "checkbox", id: "all-ties" });
    this.allTies.addEventListener("change", () => this.showAllTies(this.allTies.checked));
    this.tiesLabel = h("span");
    this.officers = h("div", { class: "row" });
    this.walk = h("div", { class: "row" });
    this.person = h("div", { class: "person", "aria-live": "polite" });
    host.append(
      h("h3", { id: "area-title" }),
      this.pick,
      h("p", { class: "row spaced" }, this.zoom, this.walk),
      h("h3", { id: "people-title" }),
      this.officers,
      this.person,
      this.figures,
    );
  }

  ready() {
    this.written = null;
    this.person.replaceChildren();
  }

  /** Other towns are compared: who was asked for may live in neither. */
  compared() {
    this.written = null;
    this.peopleKey = null;
    this.person.replaceChildren();
  }

  draw() {
    const { area, zoomed, described, asOf: week } = this.state;
    this.pick.value = area ?? "";
    this.zoom.disabled = area === null;
    this.zoom.textContent = t(zoomed ? "close.back" : "close.zoom");
    show(this.figures, area !== null);
    this.drawPeople();
    if (area !== null) this.drawFigures(area);
    if (described && (described !== this.written || week !== this.writtenWeek)) {
      [this.written, this.writtenWeek] = [described, week];
      const { lives } = this.state;
      const story = lives ? livesOf(this.state, lives.found, lives.feeling) : [];
      this.person.replaceChildren(...story, ...personOf(this.state.picture, described, week));
    }
  }

  drawFigures(area) {
    const { history, shown, picture, period } = this.state;
    const value = (measure, side) => this.state.format(history.map(side, measure, shown, period)[area], measure);
    const rows = [
      [t("close.population"), number(picture.map.population[area]), ""],
      [t("close.deprivation"), number(picture.map.deprivation[area], 2), ""],
      ...MEASURES.map((measure) => [this.nameOf(measure), value(measure, 0), value(measure, 1)]),
    ];
    const right = (text) => h("span", { class: "right" }, text);
    const head = ["", ...history.letters.map((town) => t(`town.${town}`))].map((text, n) =>
      h("span", { class: n ? "head right" : "head" }, text),
    );
    this.figures.replaceChildren(
      ...head,
      ...rows.flatMap(([name, a, b]) => [h("span", {}, [name].flat()), right(a), right(b)]),
    );
  }

  /** A measure with its unit below. */
  nameOf(measure) {
    const unit = measure === "zone" ? "" : named("units", this.state.unitOf(measure));
    return [named("outcomes", measure), unit ? h("small", {}, unit) : null].filter(Boolean);
  }

  /** Ways to residents and officers without a pointer. */
  drawPeople() {
    const { zoomed, layout, area } = this.state;
    const there = zoomed && layout?.area === area;
    byId("people-title").textContent = there ? t("close.people") : "";
    show(this.walk, there);
    show(this.officers, there);
    const key = `${there};${layout?.area};${this.state.history.letters};${t("close.next")}`;
    if (key === this.peopleKey) return;
    this.peopleKey = key;
    if (!there) return;
    const { letters } = this.state.history;
    const next = SIDES.map((name, side) =>
      button(t("close.next", { town: letters[side].toUpperCase() }), () => this.next(side), { id: `next-${name}` }),
    );
    const lives = button(t("close.lives"), () => this.findLives(), { id: "two-lives" });
    const ties = h("label", { class: "key" }, this.allTies, " ", this.tiesLabel);
    this.tiesLabel.textContent = t("close.all_ties");
    this.walk.replaceChildren(...next, lives, ties);
    this.officers.replaceChildren(this.officerPick(layout), ...this.notes(layout));
  }

  officerPick(layout) {
    const pairs = layout.officers.flatMap((rows, side) =>
      rows.map(({ row }) => [
        `${side} ${row}`,
        t("close.officer_of", { row: number(row), town: t(`town.${this.state.history.letters[side]}`) }),
      ]),
    );
    const describe = () => pick.value && this.describe("officer", ...pick.value.split(" ").map(Number));
    const pick = h("select", { id: "officer", onchange: describe, "aria-label": t("close.officer") });
    pick.append(...options([["", t("close.officer")], ...pairs]));
    return pick;
  }

  notes({ rows: [, , drawn], living }) {
    const note = (text) => h("p", { class: "quietly" }, text);
    const some = { shown: number(drawn), all: number(living) };
    return [note(t("close.rings")), ...(drawn < living ? [note(t("close.some", some))] : [])];
  }

  next(side) {
    const { layout, described } = this.state;
    const [first, step, count] = layout.rows;
    const goesOn = described?.agent === "resident" && described.town === this.state.history.letters[side];
    const row = goesOn ? described.row + step : first;
    this.describe("resident", side, row < first + step * count ? row : first);
  }

  words() {
    byId("area-title").textContent = t("close.title");
    this.peopleKey = null;
    this.written = null;
    const { picture } = this.state;
    if (!picture) return;
    const areas = picture.map.names.map((_, at) => [at, this.state.areaName(at)]);
    this.pick.replaceChildren(...options([["", t("close.none")], ...areas]));
  }
}
