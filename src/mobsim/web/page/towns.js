// The two towns: their maps, side by side.

import { badge } from "../../screen/badge.js";
import { byId, show } from "../../screen/dom.js";
import { LETTERS } from "../../screen/history.js";
import { TownMap } from "../../screen/map.js";
import { MEASURES } from "../../screen/measures.js";
import { Scale } from "../../screen/scale.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";

/** Where the towns that are compared stand, the first and the second. */
const SIDES = ["a", "b"];
/** Where the one stands that is not compared, where there are three. */
const BESIDE = "c";

export class Towns extends Part {
  static needs = ["state", "choose", "enter", "slow", "pointAt"];
  static gives = ["showLayer", "scaleOf", "showMaps", "markPointed"];

  ready() {
    const { scales } = this.state.picture;
    const scaleOf = (measure) => new Scale(measure, scales[measure]?.limits, scales[measure]?.open);
    this.scales = Object.fromEntries(MEASURES.map((measure) => [measure, scaleOf(measure)]));
    this.maps = [...SIDES, BESIDE].map((place, n) => this.mapOf(place, () => this.towns[n]));
    this.names = this.state.picture.map.names.map((_, at) => this.state.shortAreaName(at));
    this.dirty = true;
  }

  /** The towns that stand there, in the order of their places. */
  get towns() {
    const { compared, other } = this.state.history;
    return other === null ? compared : [...compared, other];
  }

  mapOf(place, town) {
    const { state } = this;
    return new TownMap(byId(`map-${place}`), state.picture.map, {
      choose: this.choose,
      enter: this.enter,
      point: this.pointAt,
      label: (area) => {
        const chosen = area === null || area === undefined ? t("map.none") : state.areaName(area);
        const letter = LETTERS[town() ?? 0].toUpperCase();
        return t("map.label", { town: letter, chosen });
      },
    });
  }

  scaleOf(measure) {
    return this.scales[measure];
  }

  /** Mark a neighbourhood in both towns. */
  markPointed(area) {
    for (const map of this.maps ?? []) map.mark(area);
  }

  showLayer(name, visible) {
    for (const map of this.maps ?? []) map.showLayer(name, visible);
  }

  /** Show the maps, or leave their place to a close-up. */
  showMaps(visible) {
    for (const map of this.maps ?? []) map.root.toggleAttribute("hidden", !visible);
  }

  draw() {
    const { state } = this;
    this.name();
    byId("stage").dataset.view = state.view;
    for (const side of SIDES) {
      show(byId(`town-${side}`), state.view !== "difference");
      show(byId(`map-${side}`), state.view === "towns");
    }
    const three = state.history.other !== null && state.view === "towns" && !state.zoomed;
    show(byId(`town-${BESIDE}`), three);
    byId("stage").dataset.towns = three ? "three" : "two";
    byId("stage").dataset.beside = state.history.other ?? "";
    if (state.view !== "towns") return;
    const { history, measure, shown: week } = state;
    const scale = this.scales[measure];
    this.towns.forEach((town, n) => {
      const map = this.maps[n];
      const own = history.between(town, town);
      const last = Math.min(week, own.last); // one that stands beside the others may not have come so far
      map.colour(own.map(0, measure, last, state.period), scale);
      map.work(own.record(0, last), own.forums(0, last));
      map.today(state.asOf === null && this.slow() ? (state.frame.today[town] ?? []) : []);
      map.write(this.names);
      if (map.chosen !== state.area || this.dirty) map.choose(state.area);
    });
    this.dirty = false;
  }

  words() {
    this.dirty = true;
    if (!this.state.picture) return;
    this.names = this.state.picture.map.names.map((_, at) => this.state.shortAreaName(at));
    this.named = null;
  }

  /** Write which towns stand there. */
  name() {
    const letters = this.towns.map((town) => LETTERS[town]);
    if (this.named === letters.join()) return;
    this.named = letters.join();
    this.dirty = true;
    letters.forEach((letter, n) => {
      byId(`name-${[...SIDES, BESIDE][n]}`).replaceChildren(badge(letter), t(`town.${letter}`));
    });
  }
}
