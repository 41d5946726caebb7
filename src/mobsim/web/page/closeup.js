// A neighbourhood looked into: its residents stand on the place of the maps, and anybody can be asked for.

import { byId, show } from "../../screen/dom.js";
import { Part } from "./parts.js";
import { PeopleView } from "./people.js";

const SIDES = ["a", "b"];

export class Closeup extends Part {
  static needs = ["state", "send", "openTab", "showMaps", "redraw"];
  static gives = ["describe"];

  receives = {
    area: (layout) => this.receiveArea(layout),
    agent: (described) => this.receiveAgent(described),
  };

  ready() {
    for (const view of this.views ?? []) view.remove();
    this.views = SIDES.map((name, side) => {
      const ask = (row) => this.describe("resident", side, row);
      return new PeopleView(byId(`map-${name}`), ask);
    });
    this.watched = null;
  }

  /** Ask the server for the residents of the neighbourhood that is looked into, as of the week shown; or for none. */
  watch() {
    const { zoomed, area, week } = this.state;
    const wanted = zoomed ? area : null;
    for (const view of this.views ?? []) show(view.root, zoomed);
    this.showMaps(!zoomed);
    const key = `${wanted};${week}`;
    if (key === this.watched) return;
    this.watched = key;
    this.send({ do: "watch", area: wanted, week });
  }

  receiveArea(layout) {
    this.state.layout = layout;
    for (const view of this.views) view.lay(layout, this.state.picture.map);
    this.redraw();
  }

  update({ people }) {
    if (!people || this.state.layout?.area !== people.area) return;
    people.sides.forEach((packed, side) => {
      this.views[side].feel(packed);
    });
  }

  /** Ask the server for one resident, officer or leader. */
  describe(kind, side, row) {
    this.openTab("close");
    this.send({ do: "describe", kind, town: SIDES[side], row });
  }

  receiveAgent(described) {
    this.state.described = described;
    const { agent, row, town, state } = described;
    this.views.forEach((view, side) => {
      view.choose(agent === "resident" && SIDES[side] === town ? row : null, state.ties);
    });
    this.redraw();
  }

  draw() {
    if (!this.state.zoomed) return;
    for (const view of this.views) view.draw(this.state.measure);
  }
}
