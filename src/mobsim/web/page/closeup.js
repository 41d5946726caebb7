// A neighbourhood looked into: its residents stand on the place of the maps, and anybody can be asked for.

import { byId, show } from "../../screen/dom.js";
import { named, number, t } from "../../screen/words.js";
import { furthestApart } from "./life.js";
import { Part } from "./parts.js";
import { felt, PeopleView } from "./people.js";

const SIDES = ["a", "b"];

export class Closeup extends Part {
  static needs = ["state", "send", "openTab", "showMaps", "redraw"];
  static gives = ["describe", "showAllTies", "findLives"];

  receives = {
    area: (layout) => this.receiveArea(layout),
    agent: (described) => this.receiveAgent(described),
  };

  ready() {
    for (const view of this.views ?? []) view.remove();
    this.views = SIDES.map((name, side) => {
      const choose = (row) => this.describe("resident", side, row);
      return new PeopleView(byId(`map-${name}`), { choose, text: (n) => this.residentText(side, n) });
    });
    this.lives = null;
    this.watched = null;
  }

  /** Ask the server for the residents of the neighbourhood that is looked into, as of the week shown; or for none. */
  watch() {
    const { zoomed, area, asOf: week, history } = this.state;
    const wanted = zoomed ? area : null;
    for (const view of this.views ?? []) show(view.root, zoomed);
    this.showMaps(!zoomed);
    const key = `${wanted};${week};${history?.compared}`;
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
    this.state.history.compared.forEach((town, side) => {
      this.views[side].feel(people.sides[town]);
    });
  }

  /** Ask the server for one resident, officer or leader. */
  describe(kind, side, row) {
    this.openTab("close");
    this.send({ do: "describe", kind, town: this.state.history.letters[side], row });
  }

  /** Who is pointed at, in a line. */
  residentText(side, n) {
    const { layout, measure } = this.state;
    const view = this.views[side];
    return t("tip.resident", {
      row: number(layout.rows[0] + n * layout.rows[1]),
      street: number(layout.places[n] + 1),
      feeling: named("outcomes", felt(measure)),
      value: number(view.feeling(n, measure), 2),
      ties: number(view.tiesOf(n).length),
    });
  }

  showAllTies(all) {
    for (const view of this.views) view.allTies = all;
    this.redraw();
  }

  /** Ask for the resident whose feeling differs most between the towns, in both of them. */
  findLives() {
    const { layout, measure } = this.state;
    if (!layout || this.views.some(({ feelings }) => !feelings)) return;
    const n = furthestApart(
      this.views.map(({ feelings }) => feelings),
      felt(measure),
    );
    if (n < 0) return;
    this.lives = { row: layout.rows[0] + n * layout.rows[1], feeling: felt(measure), found: [] };
    for (const side of [0, 1]) this.describe("resident", side, this.lives.row);
  }

  /** Both lives of the resident who is looked for are there when both towns have answered. */
  gatherLives(described) {
    const { lives } = this;
    this.state.lives = null;
    if (!lives || described.agent !== "resident" || described.row !== lives.row) return;
    lives.found[this.state.history.letters.indexOf(described.town)] = described;
    if (lives.found[0] && lives.found[1]) this.state.lives = lives;
  }

  receiveAgent(described) {
    this.gatherLives(described);
    this.state.described = described;
    const { agent, row, town, state } = described;
    this.views.forEach((view, side) => {
      view.choose(agent === "resident" && this.state.history.letters[side] === town ? row : null, state.ties);
    });
    this.redraw();
  }

  draw() {
    if (!this.state.zoomed) return;
    for (const view of this.views) view.draw(this.state.measure);
  }
}
