// "What if we had decided then?": a third town that branches off in a week that was run, and stands beside the two.

import { badge } from "../../screen/badge.js";
import { button, h, options, setText, show } from "../../screen/dom.js";
import { LETTERS } from "../../screen/history.js";
import { number, t } from "../../screen/words.js";
import { Choice } from "./choice.js";
import { Part } from "./parts.js";

const DAYS_IN_WEEK = 7;
const FROM = ["a", "b"];
/** What can be compared: the second of two towns against the first. */
const COMPARED = ["0 1", "0 2", "1 2"];

export class WhatIf extends Part {
  static needs = [
    "state",
    "send",
    "compareTowns",
    "openDialog",
    "closeDialog",
    "showProgress",
    "clearNotice",
    "inFirst",
    "exerciseRuns",
  ];
  static gives = ["askWhatIf", "branchText"];

  receives = { branching: (news) => this.follow(news) };

  constructor(host, tools) {
    super(host, tools);
    this.text = h("span", {});
    this.label = h("label", { for: "compared", class: "key" });
    this.pick = h("select", { id: "compared" });
    this.pick.addEventListener("change", () => this.compareTowns(...this.pick.value.split(" ").map(Number)));
    this.giveUp = button("", () => this.send({ do: "discard" }), { id: "discard-branch", class: "quiet" });
    const said = h("p", { role: "status" }, badge("c"), this.text);
    this.line = h("div", { class: "third-town", id: "third-town", hidden: true }, said);
    this.line.append(h("span", { class: "key" }, this.label, this.pick), this.giveUp);
    host.prepend(this.line);
    this.town = "b";
  }

  /** Why no town can branch off now; null where one can. */
  get hindrance() {
    if (this.inFirst()) return t("what_if.not_first");
    if (this.beingBorn) return t("what_if.being_born");
    return this.exerciseRuns() ? t("what_if.not_running") : null;
  }

  /** Ask from which town, and what is taken along, in the week that is looked at. */
  askWhatIf() {
    const { hindrance } = this;
    if (hindrance) return this.openDialog(t("what_if.title"), [h("p", {}, hindrance)]);
    const week = this.state.shown;
    const from = new Choice(
      FROM,
      (town) => `branch-${town}`,
      (town) => {
        this.town = town;
        from.mark(town);
      },
    );
    from.words(t("what_if.from"), (town) => t(`town.${town}`));
    from.mark(this.town);
    const along = h("input", { type: "checkbox", id: "branch-along" });
    const body = [
      h("p", {}, t("what_if.about", { week: number(week) })),
      h("p", { class: "row" }, h("span", {}, t("what_if.from")), from.root),
      h("p", {}, t("what_if.events")),
      h("p", {}, h("label", { class: "key" }, along, " ", t("what_if.along"))),
      ...(this.state.history.branch ? [h("p", { class: "wrong" }, t("what_if.replaces"))] : []),
    ];
    const go = button(t("what_if.go"), () => this.begin(week, along.checked), { id: "branch-go", class: "main" });
    return this.openDialog(t("what_if.title"), body, [go]);
  }

  begin(week, along) {
    this.closeDialog();
    this.send({ do: "branch", town: this.town, week, along });
  }

  /** A town is being born: say how far it is, until it is there or was given up. */
  follow({ share, town, week }) {
    const before = this.beingBorn;
    this.beingBorn = share < 1;
    if (this.beingBorn) {
      const values = { town: town.toUpperCase(), week: number(week) };
      this.showProgress("branching", share, { values, buttons: () => [this.giveUpBirth()] });
    } else if (before) this.clearNotice();
  }

  giveUpBirth() {
    return button(t("notice.give_up"), () => this.send({ do: "discard" }), { id: "give-up-birth" });
  }

  ready() {
    this.beingBorn = false;
  }

  /** Where the third town came from and stands; nothing where there is none. */
  branchText() {
    const { history, frame } = this.state;
    const { branch } = history;
    if (!branch) return "";
    const behind = branch.day < frame.day;
    const [week, now] = [branch.day, frame.day].map((day) => number(Math.floor(day / DAYS_IN_WEEK)));
    const values = { town: LETTERS[branch.side].toUpperCase(), from: number(branch.week), week, now };
    return t(behind ? "what_if.behind" : "what_if.level", values);
  }

  draw() {
    const { history, frame } = this.state;
    const { branch, compared } = history;
    show(this.line, Boolean(branch && frame));
    if (!branch || !frame) return;
    setText(this.text, this.branchText());
    this.pick.value = compared.join(" ");
  }

  words() {
    const pairs = COMPARED.map((pair) => {
      const [first, second] = pair.split(" ").map((town) => LETTERS[town].toUpperCase());
      return [pair, t("what_if.against", { first, second })];
    });
    this.pick.replaceChildren(...options(pairs));
    setText(this.label, t("what_if.compare"));
    setText(this.giveUp, t("what_if.discard"));
    if (this.state.history) this.draw();
  }
}
