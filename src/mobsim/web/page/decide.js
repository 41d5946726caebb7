// What the room decides: strategy, levers, budget, events. Every move of a slider counts from the next day.

import { byId, h, setText, show } from "./dom.js";
import { strategyOptions } from "./strategies.js";
import { named, number, percent, t } from "./words.js";

const SLIDERS = ["leadership", "collaboration", "risk_focus", "information_sharing", "social_share", "crisis_teams", "situation_table"];
const SEND_MS = 60;

export class Decide {
  constructor(host, page) {
    this.page = page;
    this.towns = "b";
    this.held = new Map(); // lever -> value sent and not yet confirmed
    this.for = h("div", { class: "choice", role: "radiogroup", "data-label": "decide.for" }, ["a", "b", "ab"].map((towns) => h("button", { type: "button", role: "radio", id: `for-${towns}`, "data-towns": towns, onclick: () => this.choose(towns) })));
    this.preset = h("select", { id: "preset", class: "wide", onchange: (event) => this.follow(event.target.value) });
    this.rows = new Map([...SLIDERS, "budget"].map((name) => [name, this.slider(name)]));
    this.lead = h("div", { class: "choice", role: "radiogroup", "data-label": "levers.lead" });
    this.where = h("select", { id: "where" });
    this.role = h("select", { id: "role" });
    this.events = h("div", { class: "events" });
    host.append(
      this.for, h("div", { class: "row lined" }, h("label", { for: "preset", id: "preset-title" }), this.preset),
      ...[...this.rows.values()].map((row) => row.root), h("div", { class: "lead" }, h("span", { id: "lead-title" }), this.lead),
      h("h3", { id: "events-title" }), h("div", { class: "row" }, h("label", { for: "where", id: "where-label" }), this.where), this.events,
    );
  }

  slider(name) {
    const input = h("input", { type: "range", id: `lever-${name}`, step: 0.05, oninput: () => this.move(name, Number(input.value)) });
    const output = h("output", { for: `lever-${name}` });
    const label = h("label", { for: `lever-${name}` });
    return { root: h("div", { class: "lever" }, label, input, output), input, output, label };
  }

  ready() {
    const { levers, leads, budget } = this.page.picture;
    for (const name of SLIDERS) Object.assign(this.rows.get(name).input, { min: levers[name].low, max: levers[name].high });
    Object.assign(this.rows.get("budget").input, { min: budget.low, max: budget.high });
    this.lead.replaceChildren(...leads.map((_, n) => h("button", { type: "button", role: "radio", id: `lead-${n}`, onclick: () => this.move("lead", n) })));
    this.words();
  }

  choose(towns) {
    this.towns = towns;
    this.held.clear();
    this.words();
    if (this.page.frame) this.update(this.page.frame);
  }

  follow(name) {
    if (name) this.act({ do: "preset", name });
  }

  act(decision) {
    this.page.look(null);
    this.page.send({ towns: this.towns, ...decision });
  }

  /** Send a lever's new value; while a slider moves, not more often than the eye can follow. */
  move(name, value) {
    this.held.set(name, value);
    this.write(name, value);
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      const levers = Object.fromEntries([...this.held].filter(([each]) => each !== "budget"));
      if (Object.keys(levers).length) this.act({ do: "levers", levers });
      if (this.held.has("budget")) this.act({ do: "budget", budget: this.held.get("budget") });
      this.sent = new Map(this.held);
      this.held.clear();
    }, SEND_MS);
  }

  fire(kind) {
    const area = this.where.value === "" ? null : Number(this.where.value);
    const { ids, communities, community } = this.page.picture.map;
    const place = area === null || kind === "budget_cut" || kind === "leader_leaves" ? {} : { neighbourhood: ids[area], ...(communities.length > 1 ? { community: communities[community[area]] } : {}) };
    const role = kind === "leader_leaves" ? { role: this.role.value } : {};
    this.act({ do: "event", kind, ...place, ...role });
    setText(byId("reader"), t("decide.fired", { event: named("events", kind) }));
  }

  /** Show what is in force, except where a hand is on the slider. */
  update(frame) {
    const side = this.towns === "a" ? 0 : 1;
    const key = JSON.stringify(frame.levers);
    if (key !== this.leversKey) {
      this.leversKey = key;
      ["a", "b"].forEach((name, n) => setText(byId(`strategy-${name}`), this.strategyName(frame.levers[n])));
    }
    for (const [name, value] of Object.entries(frame.levers[side])) if (!this.held.has(name)) this.write(name, value);
    this.preset.value = this.matching(frame.levers[side]) ?? "";
  }

  write(name, value) {
    if (name === "lead") {
      [...this.lead.children].forEach((button, n) => {
        button.setAttribute("aria-checked", String(n === value));
        button.tabIndex = 0;
      });
      return;
    }
    const row = this.rows.get(name);
    if (!row) return;
    if (document.activeElement !== row.input || !this.held.size) row.input.value = value;
    setText(row.output, name === "budget" || name === "social_share" ? percent(value, { decimals: 0 }) : number(value, 2));
    row.input.setAttribute("aria-valuetext", row.output.textContent);
  }

  matching(levers) {
    const { budget, ...own } = levers;
    return this.page.picture.strategies.find((each) => Object.entries(own).every(([name, value]) => Math.abs(each.levers[name] - value) < 1e-9))?.name;
  }

  strategyName(levers) {
    const name = this.matching(levers);
    const words = name ? named("strategies", name) : t("decide.own");
    return levers.budget === 1 ? words : `${words}, ${t("decide.budget_at", { share: percent(levers.budget, { decimals: 0 }) })}`;
  }

  words() {
    for (const button of this.for.children) {
      button.textContent = t(`decide.towns.${button.dataset.towns}`);
      button.setAttribute("aria-checked", String(button.dataset.towns === this.towns));
    }
    this.for.setAttribute("aria-label", t("decide.for"));
    this.lead.setAttribute("aria-label", t("levers.lead"));
    for (const [id, key] of [["preset-title", "decide.preset"], ["lead-title", "levers.lead"], ["events-title", "decide.events"], ["where-label", "decide.where"]]) byId(id).textContent = t(key);
    for (const [name, row] of this.rows) row.label.textContent = t(`levers.${name}`);
    if (this.page.picture) this.wordsOfTown();
  }

  wordsOfTown() {
    const { strategies, map, events, leads, roles } = this.page.picture;
    [...this.lead.children].forEach((button, n) => (button.textContent = t(`leads.${leads[n]}`)));
    const kept = this.where.value;
    this.preset.replaceChildren(h("option", { value: "" }, t("decide.own")), ...strategyOptions(strategies.filter((each) => !each.name.startsWith("live_"))));
    this.where.replaceChildren(h("option", { value: "" }, t("decide.whole_town")), ...map.names.map((_, at) => h("option", { value: at }, this.page.areaName(at))));
    this.where.value = kept;
    this.role.replaceChildren(...roles.map((role) => h("option", { value: role }, named("roles", role))));
    this.role.setAttribute("aria-label", t("decide.role"));
    this.events.replaceChildren(...events.map((kind) => h("button", { type: "button", id: `event-${kind}`, onclick: () => this.fire(kind) }, named("events", kind))), this.role);
    show(this.role, events.includes("leader_leaves"));
    this.leversKey = null;
    if (this.page.frame) this.update(this.page.frame);
  }
}
