// A closer look: a neighbourhood in figures, its residents as dots with their ties, and single persons with their past.

import { byId, h, s, show } from "./dom.js";
import { PeopleView } from "./people.js";
import { named, number, percent, t } from "./words.js";

const AREA = ["insecurity", "true_crime", "recorded_crime", "harm", "trust", "cohesion", "membership", "participation", "need", "zone", "hours_patrol"];
const FEELINGS = ["trust", "cohesion", "insecurity"];
const STATE = {
  resident: ["age_band", "trust", "cohesion", "insecurity", "need", "grievance", "victimisations", "contacts_good", "contacts_bad", "volunteer_hours", "initiative"],
  officer: ["skill", "base_skill", "patrol_hours", "engagement_hours", "initiative_hours", "response_hours"],
  leader: ["role", "commitment", "credibility", "representativeness"],
};
const COLOURS = ["#00639c", "#5c6f1f", "#b85a00"];

export class Close {
  constructor(host, page) {
    this.page = page;
    this.pick = h("select", { id: "area", class: "wide", onchange: (event) => page.choose(event.target.value === "" ? null : Number(event.target.value)) });
    this.zoom = h("button", { type: "button", id: "zoom", onclick: () => page.enter(page.zoomed ? null : page.area) });
    this.figures = h("div", { class: "facts" });
    this.officers = h("div", { class: "row" });
    this.walk = h("div", { class: "row" });
    this.person = h("div", { class: "person", "aria-live": "polite" });
    host.append(h("h3", { id: "area-title" }), this.pick, h("p", { class: "row spaced" }, this.zoom, this.walk), h("h3", { id: "people-title" }), this.officers, this.person, this.figures);
  }

  ready() {
    this.views?.forEach((view) => view.remove());
    this.views = ["a", "b"].map((name, side) => new PeopleView(byId(`map-${name}`), (row) => this.ask("resident", side, row)));
    this.layout = null;
    this.described = null;
    this.asked = null;
    this.words();
  }

  /** Ask the server for the residents of a neighbourhood with each frame, or for none. */
  watch(area, zoomed) {
    const wanted = zoomed ? area : null;
    const key = `${wanted};${this.page.week}`;
    this.views?.forEach((view) => show(view.root, wanted !== null));
    this.page.maps?.forEach((map) => show(map.root, wanted === null));
    if (key === this.watching) return;
    this.watching = key;
    this.page.send({ do: "look", area: wanted, week: this.page.week });
  }

  receiveArea(message) {
    this.layout = message;
    this.views.forEach((view) => view.lay(message, this.page.picture.map));
    this.wordsOfPeople();
    this.draw();
  }

  receivePeople(people) {
    if (people && this.layout?.area === people.area) people.sides.forEach((packed, side) => this.views[side].feel(packed));
  }

  drawPeople() {
    this.views.forEach((view) => view.draw(this.page.measure));
  }

  ask(kind, side, row) {
    this.asked = { kind, town: "ab"[side], row };
    this.page.tabs.open("close");
    this.page.send({ do: "who", ...this.asked });
  }

  receivePerson(message) {
    this.described = message;
    const side = "ab".indexOf(message.town);
    this.views.forEach((view, n) => view.choose(message.agent === "resident" && n === side ? message.row : null, message.state.ties));
    this.drawPerson();
    if (this.page.zoomed) this.drawPeople();
  }

  draw() {
    const { area, history, shown, picture } = this.page;
    this.pick.value = area ?? "";
    this.zoom.disabled = area === null;
    this.zoom.textContent = t(this.page.zoomed ? "close.back" : "close.zoom");
    show(this.figures, area !== null);
    this.wordsOfPeople();
    if (area === null) return;
    const rows = AREA.map((measure) => [named("outcomes", measure), ...[0, 1].map((side) => this.page.format(history.map(side, measure, shown)[area], measure))]);
    const facts = [[t("close.population"), number(picture.map.population[area]), ""], [t("close.deprivation"), number(picture.map.deprivation[area], 2), ""]];
    this.figures.replaceChildren(...["", t("town.a"), t("town.b")].map((text, n) => h("span", { class: n ? "head right" : "head" }, text)), ...[...facts, ...rows].flatMap(([name, a, b]) => [h("span", {}, name), h("span", { class: "right" }, a), h("span", { class: "right" }, b)]));
  }

  drawPerson() {
    const { agent: kind, town, row, state, history } = this.described;
    const rows = STATE[kind].filter((name) => name in state).map((name) => [t(`person.${name}`), this.stateText(name, state[name])]);
    if (kind === "resident") rows.push([t("person.ties"), number(state.ties.length)]);
    const seat = kind === "leader" ? this.page.picture.seats.find((each) => each.row === row) : null;
    const title = seat ? this.page.table.seatName(seat) : t(`person.${kind}`, { row: number(row) });
    this.person.replaceChildren(
      h("h3", {}, `${title} (${t(`town.${town}`)})`),
      h("div", { class: "facts two" }, rows.flatMap(([name, value]) => [h("span", {}, name), h("span", { class: "right" }, value)])),
      ...(kind === "officer" || history.weeks.length < 2 ? [] : this.past(history, kind)),
    );
  }

  past(history, kind) {
    const names = kind === "leader" ? ["commitment", "credibility", "representativeness"] : FEELINGS;
    const first = history.weeks[0];
    const span = Math.max(1, history.weeks.at(-1) - first);
    const paths = names.map((name, n) => s("path", { stroke: COLOURS[n], "stroke-dasharray": ["", "7 3", "2 3"][n], d: `M${history[name].map((value, i) => `${(300 * (history.weeks[i] - first)) / span},${(80 * (1 - value)).toFixed(1)}`).join("L")}` }));
    const key = names.map((name, n) => h("span", { class: "key" }, s("svg", { viewBox: "0 0 24 8", width: 26, height: 9, "aria-hidden": "true" }, s("path", { d: "M0,4H24", stroke: COLOURS[n], "stroke-width": 3, "stroke-dasharray": ["", "7 3", "2 3"][n] })), ` ${t(`person.${name}`)} `));
    return [
      h("h3", {}, t("person.past")),
      s("svg", { viewBox: "0 0 300 80", preserveAspectRatio: "none", class: "spark", role: "img", "aria-label": names.map((name) => t("person.from_to", { name: t(`person.${name}`), from: number(history[name][0], 2), to: number(history[name].at(-1), 2) })).join(" ") }, ...paths),
      h("p", { class: "quietly" }, key),
    ];
  }

  stateText(name, value) {
    if (name === "age_band") return named("ages", value);
    if (name === "role") return named("roles", value);
    if (name === "initiative") return t(value === null ? "person.no" : "person.yes");
    if (value === null) return "–";
    return Number.isInteger(value) ? number(value) : number(value, value > 10 ? 0 : 2);
  }

  /** Buttons to walk through residents and officers without a pointer. */
  wordsOfPeople() {
    const { zoomed } = this.page;
    const there = zoomed && this.layout && this.layout.area === this.page.area;
    byId("people-title").textContent = there ? t("close.people") : "";
    show(this.walk, there);
    show(this.officers, there);
    const key = `${there};${this.layout?.area};${t("close.next_a")}`;
    if (key === this.peopleKey) return;
    this.peopleKey = key;
    if (!there) return;
    this.walk.replaceChildren(...["a", "b"].map((name, side) => h("button", { type: "button", id: `next-${name}`, onclick: () => this.next(side) }, t(`close.next_${name}`))));
    const [a, b] = this.layout.officers;
    const officers = h("select", { id: "officer", onchange: (event) => event.target.value && this.ask("officer", ...event.target.value.split(" ").map(Number)) }, h("option", { value: "" }, t("close.officer")), [a, b].flatMap((list, side) => list.map((each) => h("option", { value: `${side} ${each.row}` }, t("close.officer_of", { row: number(each.row), town: t(`town.${"ab"[side]}`) })))));
    officers.setAttribute("aria-label", t("close.officer"));
    const [, , shown] = this.layout.rows;
    const note = shown < this.layout.living ? h("p", { class: "quietly" }, t("close.some", { shown: number(shown), all: number(this.layout.living) })) : null;
    const rings = h("p", { class: "quietly" }, t("close.rings"));
    this.officers.replaceChildren(...[officers, rings, note].filter(Boolean));
  }

  next(side) {
    const [first, step, count] = this.layout.rows;
    const row = this.asked?.kind === "resident" && this.asked.town === "ab"[side] ? this.asked.row + step : first;
    this.ask("resident", side, row < first + step * count ? row : first);
  }

  words() {
    byId("area-title").textContent = t("close.title");
    this.peopleKey = null;
    this.pick.setAttribute("aria-labelledby", "area-title");
    if (!this.page.picture) return;
    this.pick.replaceChildren(h("option", { value: "" }, t("close.none")), ...this.page.picture.map.names.map((_, at) => h("option", { value: at }, this.page.areaName(at))));
    if (this.described) this.drawPerson();
    if (this.page.history?.last >= 0) this.draw();
  }

}
