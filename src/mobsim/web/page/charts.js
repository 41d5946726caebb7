// The curves below the maps: both towns, and their difference with what luck alone does.

import { Curves } from "../../screen/curves.js";
import { button, byId, h, setText, show } from "../../screen/dom.js";
import { named, number, t, textOf } from "../../screen/words.js";
import { FlagStrip } from "./flag_strip.js";
import { flagsOf } from "./flags.js";
import { Part } from "./parts.js";

const DAYS_IN_WEEK = 7;
/** Above the curves, where flags stand. */
const TOP = 26;
const HOSTS = ["level", "gap"];

export class Charts extends Part {
  static needs = ["state", "look", "redraw", "inExercise", "inFirst", "openEntries", "askWhy"];

  constructor(host, tools) {
    super(host, tools);
    this.strips = HOSTS.map((name) => new FlagStrip(byId(name), (entries) => this.openEntries(entries)));
    this.whys = HOSTS.map((name) => {
      const which = name === "gap" ? "gap" : "second";
      const ask = button("", () => this.askWhy(which), { id: `why-moved-${name}`, class: "quiet why-moved" });
      byId(`${name}-caption`).after(ask);
      return ask;
    });
  }

  ready() {
    this.curves ??= new Curves(byId("level"), byId("gap"), { week: this.look, size: this.redraw }, TOP);
  }

  draw() {
    const { history, outcome, week, picture, shown, letters } = this.state;
    const fresh = history.last === 0 && !this.inExercise() && !this.inFirst();
    for (const id of ["welcome", "open-start"]) show(byId(id), fresh);
    this.curves.draw(
      history,
      { outcome, unit: picture.outcomes[outcome]?.unit ?? "" },
      week,
      Math.ceil(picture.days / DAYS_IN_WEEK),
    );
    const name = named("outcomes", outcome);
    caption(
      byId("level-caption"),
      name,
      t(history.branch ? "curves.key_third" : "curves.key"), // the unit stands in the legend
    );
    const { luck } = history;
    const band = t(picture.ensemble ? "curves.band_doubt" : "curves.band", {
      seeds: number(luck.come(Math.max(0, luck.reached()))),
    });
    caption(byId("gap-caption"), t("curves.gap", letters), luck.reached() < 0 ? this.noBand() : band);
    const [a, b] = [0, 1].map((side) => textOf(picture.outcomes[outcome], history.series(side, outcome)[shown]));
    this.drawFlags();
    const values = { name, a, b, ...letters };
    this.curves.label(t("curves.level_label", values), t("curves.gap_label", values));
  }

  noBand() {
    return t("curves.no_band", { wait: this.state.history.luck.seeds ? this.state.waitText() : "" });
  }

  drawFlags() {
    const { history, week } = this.state;
    const flags = flagsOf(history.story, week === null ? Infinity : week * DAYS_IN_WEEK);
    const charts = [this.curves.level, this.curves.gap];
    this.strips.forEach((strip, n) => {
      strip.draw(flags, charts[n].x, t(`flags.${HOSTS[n]}`));
    });
    for (const ask of this.whys) {
      setText(ask, t("moved.ask"));
      ask.setAttribute("aria-label", t("moved.ask_name", { name: named("outcomes", this.state.outcome) }));
    }
  }
}

function caption(element, name, rest) {
  const key = `${name};${rest}`;
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.title = rest; // it is cut where the window is low
  element.replaceChildren(h("strong", {}, name), ` ${rest}`);
}
