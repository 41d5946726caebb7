// The two towns: their maps, side by side.

import { badge } from "../../screen/badge.js";
import { byId, show } from "../../screen/dom.js";
import { TownMap } from "../../screen/map.js";
import { MEASURES } from "../../screen/measures.js";
import { Scale } from "../../screen/scale.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";

/** Where the towns that are compared stand, the first and the second. */
const SIDES = ["a", "b"];

export class Towns extends Part {
  static needs = ["state", "choose", "enter", "slow", "pointAt"];
  static gives = ["showLayer", "scaleOf", "showMaps", "markPointed"];

  ready() {
    const { scales } = this.state.picture;
    const scaleOf = (measure) => new Scale(measure, scales[measure]?.limits, scales[measure]?.open);
    this.scales = Object.fromEntries(MEASURES.map((measure) => [measure, scaleOf(measure)]));
    this.maps = SIDES.map((side) => this.mapOf(side));
    this.names = this.state.picture.map.names.map((_, at) => this.state.shortAreaName(at));
    this.dirty = true;
  }

  mapOf(side) {
    const { state } = this;
    return new TownMap(byId(`map-${side}`), state.picture.map, {
      choose: this.choose,
      enter: this.enter,
      point: this.pointAt,
      label: (area) => {
        const chosen = area === null || area === undefined ? t("map.none") : state.areaName(area);
        const town = state.history.letters[SIDES.indexOf(side)].toUpperCase();
        return t("map.label", { town, chosen });
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
    if (state.view !== "towns") return;
    const { history, measure, shown: week } = state;
    const scale = this.scales[measure];
    const values = SIDES.map((_, side) => history.map(side, measure, week, state.period));
    this.maps.forEach((map, side) => {
      map.colour(values[side], scale);
      map.work(history.record(side, week), history.forums(side, week));
      map.today(state.asOf === null && this.slow() ? state.frame.today[history.compared[side]] : []);
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
    const { letters } = this.state.history;
    if (this.named === letters.join()) return;
    this.named = letters.join();
    this.dirty = true;
    SIDES.forEach((side, n) => {
      byId(`name-${side}`).replaceChildren(badge(letters[n]), t(`town.${letters[n]}`));
    });
  }
}
