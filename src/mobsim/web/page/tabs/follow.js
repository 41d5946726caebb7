// Follow one problem: a crime that happens in both towns alike, and what becomes of it in each, and in a third town.

import { badge } from "../../../screen/badge.js";
import { button, h, options, setText, show } from "../../../screen/dom.js";
import { LETTERS } from "../../../screen/history.js";
import { named, number, t } from "../../../screen/words.js";
import { Part } from "../parts.js";
import { lostAt, STEPS, stepText } from "../trail.js";

const DAYS_IN_WEEK = 7;

export class FollowTab extends Part {
  static tab = "follow";
  static needs = ["state", "send", "announce"];

  constructor(host, tools) {
    super(host, tools);
    this.receives = { followed: (message) => this.receive(message) };
    this.intro = h("p", { class: "quietly" });
    this.area = h("select", { id: "follow-area", class: "wide" });
    this.problem = h("select", { id: "follow-problem", class: "wide" });
    this.labels = [this.area, this.problem].map((select) => h("label", { for: select.id }));
    this.onlyTold = h("input", { id: "follow-told", type: "checkbox" });
    this.toldLabel = h("label", { for: "follow-told" });
    this.go = button("", () => this.follow(), { id: "follow-go", class: "main" });
    this.about = h("p", { class: "question", role: "status" });
    this.steps = h("table", { class: "trail", id: "trail" });
    this.note = h("p", { class: "quietly" });
    host.append(
      this.intro,
      ...[this.area, this.problem].map((select, n) => h("div", { class: "row lined" }, this.labels[n], select)),
      h("p", {}, this.onlyTold, " ", this.toldLabel),
      h("p", {}, this.go),
      this.about,
      this.steps,
      this.note,
    );
  }

  ready() {
    this.found = null;
    this.write();
  }

  follow() {
    const chosen = [
      ["area", this.area.value],
      ["problem", this.problem.value],
    ].filter(([, value]) => value !== "");
    const where = Object.fromEntries(chosen.map(([name, value]) => [name, Number(value)]));
    this.send({ do: "follow", ...where, told: this.onlyTold.checked });
  }

  receive(found) {
    const before = this.found?.subject;
    this.found = found;
    this.write();
    if (found.subject && !before) this.announce(this.aboutText());
  }

  draw() {
    this.write();
  }

  write() {
    const found = this.found ?? null;
    setText(this.about, this.aboutText());
    show(this.steps, Boolean(found?.subject));
    show(this.note, Boolean(found?.subject));
    const key = `${JSON.stringify(found)};${t("follow.go")}`;
    if (!found?.subject || key === this.key) return;
    this.key = key;
    const bodies = STEPS.map((step) => h("tbody", {}, ...this.rows(step)));
    this.steps.replaceChildren(this.head(), ...bodies);
    const { followed, days } = found.subject;
    const third = found.third?.missing ? `${t(`follow.${found.third.missing}`)} ` : "";
    setText(this.note, third + t("follow.since", { days: number(followed), all: number(days) }));
  }

  aboutText() {
    const { found } = this;
    if (!found) return "";
    if (found.waiting) return t("follow.looking");
    if (!found.subject) return t("follow.none");
    const { problem, block, area, day } = found.subject;
    const where = { block: number(block), area: this.state.areaName(area) };
    const when = { week: number(Math.floor(day / DAYS_IN_WEEK)), problem: named("problems", problem) };
    return t("follow.about", { ...where, ...when });
  }

  /** What is told of each town, the third among them where there is something to tell. */
  get told() {
    const { sides, third } = this.found;
    return third && !third.missing ? [...sides, third] : sides;
  }

  /** Three towns have the width to themselves: what a step is stands above its row. */
  get wide() {
    return this.told.length > 2;
  }

  head() {
    const towns = LETTERS.slice(0, this.told.length).map((town) =>
      h("th", { scope: "col" }, badge(town), t(`town.${town}`)),
    );
    const step = this.wide ? null : h("th", { scope: "col" }, t("follow.step"));
    return h("thead", {}, h("tr", {}, step, ...towns));
  }

  rows(step) {
    const cells = this.told.map((side, n) => this.cell(step, side, LETTERS[n]));
    const head = [h("span", {}, t(`follow.steps.${step}`)), h("small", {}, t(`follow.sets.${step}`))];
    if (!this.wide) return [h("tr", { "data-step": step }, h("th", { scope: "row" }, ...head), ...cells)];
    const above = h("th", { scope: "rowgroup", colspan: String(cells.length), class: "above" }, ...head);
    return [h("tr", {}, above), h("tr", { "data-step": step }, ...cells)];
  }

  cell(step, side, town) {
    const lost = lostAt(side) === step;
    const text = stepText(step, side, this.found.subject);
    const mark = lost ? h("strong", { class: "lost" }, t("follow.lost")) : null;
    return h("td", { "data-town": t(`town.${town}`), class: lost ? "lost-here" : "" }, mark, h("span", {}, text));
  }

  words() {
    setText(this.intro, t("follow.intro"));
    setText(this.labels[0], t("follow.where"));
    setText(this.labels[1], t("follow.what"));
    setText(this.toldLabel, t("follow.only_told"));
    setText(this.go, t("follow.go"));
    const { picture } = this.state;
    if (!picture) return;
    const [area, problem] = [this.area.value, this.problem.value];
    const areas = picture.map.names.map((_, at) => [at, this.state.areaName(at)]);
    const crimes = picture.crimes.map((at) => [at, named("problems", picture.problems[at])]);
    this.area.replaceChildren(...options([["", t("decide.whole_town")], ...areas]));
    this.problem.replaceChildren(...options([["", t("follow.any")], ...crimes]));
    [this.area.value, this.problem.value] = [area, problem];
    this.key = null;
    this.write();
  }
}
