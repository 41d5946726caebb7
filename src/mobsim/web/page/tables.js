// Both towns' tables of leaders side by side on the place of the maps: choose somebody, see whose ties they carry.

import { byId, h, show } from "../../screen/dom.js";
import { number, percent, t } from "../../screen/words.js";
import { bought } from "./joint_work.js";
import { aftermath, tiesOf } from "./leaders.js";
import { LeadersView, peopleOf } from "./leaders_view.js";
import { Part } from "./parts.js";

const SIDES = ["a", "b"];

export class Tables extends Part {
  static needs = ["state", "openTab", "redraw", "announce"];
  static gives = ["chooseSeat", "tieThreshold"];

  constructor(host, tools) {
    super(host, tools);
    this.threshold = 0.25;
    this.hosts = SIDES.map(() => h("div", { class: "beside" }));
    SIDES.forEach((name, side) => {
      byId(`map-${name}`).after(this.hosts[side]);
    });
    this.views = this.hosts.map((beside, side) => new LeadersView(beside, (seat) => this.chooseSeat(side, seat)));
    this.slider = h("input", { type: "range", id: "tie-threshold", min: 5, max: 95, step: 5, value: 25 });
    this.slider.addEventListener("input", () => this.cut(Number(this.slider.value) / 100));
    this.label = h("label", { for: "tie-threshold", class: "key" });
    this.key = h("span", { class: "tie-key" });
    this.box = h("span", { class: "threshold" }, this.label, this.slider, this.key);
    byId("legend").append(this.box);
  }

  tieThreshold() {
    return this.threshold;
  }

  cut(threshold) {
    this.threshold = threshold;
    this.redraw();
  }

  /** Choose who sits somewhere, in both towns; the tab of leaders says more of them. */
  chooseSeat(side, seat) {
    const { state } = this;
    const same = state.seat === seat && state.seatSide === side;
    state.seat = same ? null : seat;
    state.seatSide = side;
    if (!same) this.openTab("table");
    this.redraw();
  }

  draw() {
    const { state } = this;
    const visible = state.view === "leaders";
    for (const beside of this.hosts) show(beside, visible);
    show(this.box, visible);
    if (!visible) return;
    const { history, shown, seat } = state;
    const table = history.table(shown);
    const [a, b] = table.sides.map((each) => number(tiesOf(each, this.threshold).length));
    const most = number(2 * state.picture.seats.length);
    this.label.textContent = t("leaders.threshold", { share: percent(this.threshold), a, b, ...state.letters });
    const paid = SIDES.map((_, side) => bought(history, state.picture.seats, side, shown));
    const orange = paid.flat().length ? [t("leaders.key_paid")] : [];
    this.key.textContent = [t("leaders.key"), ...orange, t("leaders.most", { most })].join(" ");
    this.views.forEach((view, side) => {
      const after = aftermath(history, state.picture.seats, side, table.week, this.threshold);
      const lost = after?.fresh ? after.lines : [];
      const label = t("leaders.label", { town: t(`town.${history.letters[side]}`) });
      view.draw(
        table.sides[side],
        { seat, threshold: this.threshold, lost, paid: paid[side] },
        peopleOf(state, side, shown),
        label,
      );
    });
  }
}
