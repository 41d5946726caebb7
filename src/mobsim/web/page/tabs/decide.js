// What the room decides: strategy, levers, budget, events. Every move of a slider counts from the next day.

import { byId, h, setText, show } from "../../../screen/dom.js";
import { named, number, percent, t } from "../../../screen/words.js";
import { Choice } from "../choice.js";
import { AT_THE_TABLE, CONCERNS_ALL } from "../events.js";
import { divided, LeverNote } from "../lever_notes.js";
import { Part } from "../parts.js";
import { strategyOptions } from "../strategies.js";

const SLIDERS = [
  "leadership",
  "collaboration",
  "risk_focus",
  "information_sharing",
  "social_share",
  "crisis_teams",
  "situation_table",
];
const TITLES = [
  ["preset-title", "decide.preset"],
  ["lead-title", "levers.lead"],
  ["events-title", "decide.events"],
  ["where-label", "decide.where"],
];
const SEND_MS = 60;
const TWO = ["a", "b", "ab"];
const THREE = [...TWO, "c", "abc"];

const SHARES = new Set(["budget", "social_share"]);
/** Levers that may differ for a mix to be named after the strategy that it comes from. */
const FEW = 2;

const leverText = (name, value) => (SHARES.has(name) ? percent(value, { decimals: 0 }) : number(value, 2));

/** The names of the levers that are not as a strategy has them. */
function changedIn(strategy, { budget: _, ...levers }) {
  return Object.keys(levers).filter((name) => Math.abs(strategy[name] - levers[name]) >= 1e-9);
}

export class Decide extends Part {
  static tab = "decide";
  static needs = ["state", "send", "look", "announce", "note"];

  constructor(host, tools) {
    super(host, tools);
    this.towns = "b";
    this.held = new Map(); // lever -> value sent and not yet confirmed
    this.for = this.choiceOf(TWO);
    this.preset = h("select", { id: "preset", class: "wide", onchange: (event) => this.follow(event.target.value) });
    this.rows = new Map([...SLIDERS, "budget"].map((name) => [name, this.slider(name)]));
    this.leadHost = h("div");
    this.leadNote = new LeverNote("lead");
    this.purse = h("p", { class: "quietly", id: "purse" });
    this.where = h("select", { id: "where" });
    this.role = h("select", { id: "role" });
    this.where.addEventListener("change", () => this.sayWhere());
    this.strikes = h("p", { class: "quietly", id: "strikes" });
    this.events = h("div", { class: "events" });
    host.append(
      this.for.root,
      h("div", { class: "row lined" }, h("label", { for: "preset", id: "preset-title" }), this.preset),
      ...[...this.rows.values()].map((row) => row.root),
      this.purse,
      h(
        "div",
        { class: "lead" },
        h("span", { id: "lead-title" }),
        this.leadNote.button,
        this.leadHost,
        this.leadNote.text,
      ),
      h("h3", { id: "events-title" }),
      h("div", { class: "row" }, h("label", { for: "where", id: "where-label" }), this.where),
      this.strikes,
      this.events,
    );
  }

  slider(name) {
    const input = h("input", {
      type: "range",
      id: `lever-${name}`,
      step: 0.05,
      oninput: () => this.move(name, Number(input.value)),
    });
    const output = h("output", { for: `lever-${name}` });
    const label = h("label", { for: `lever-${name}` });
    const note = new LeverNote(name);
    return { root: h("div", { class: "lever" }, label, input, output, ...note.parts), input, output, label, note };
  }

  choiceOf(towns) {
    return new Choice(
      towns,
      (each) => `for-${each}`,
      (each) => this.choose(each),
    );
  }

  /** A third town has branched off, or is no more: what is decided is for it, or again for town B. */
  branched(branch) {
    const before = this.for.root;
    this.for = this.choiceOf(branch ? THREE : TWO);
    before.replaceWith(this.for.root);
    this.choose(branch ? "c" : "b");
  }

  compared() {
    this.leversKey = null;
    if (this.state.frame) this.update(this.state.frame);
  }

  ready() {
    const { levers, leads, budget } = this.state.picture;
    for (const name of SLIDERS) {
      Object.assign(this.rows.get(name).input, { min: levers[name].low, max: levers[name].high });
    }
    Object.assign(this.rows.get("budget").input, { min: budget.low, max: budget.high });
    this.lead = new Choice(
      leads.map((_, n) => n),
      (n) => `lead-${n}`,
      (n) => this.move("lead", n),
    );
    this.leadHost.replaceChildren(this.lead.root);
  }

  choose(towns) {
    this.towns = towns;
    this.held.clear();
    this.words();
    if (this.state.frame) this.update(this.state.frame);
  }

  follow(name) {
    if (name) this.act({ do: "preset", name });
  }

  act(decision) {
    const { week, history } = this.state;
    if (week !== null) this.note("from_now", { week: number(week), now: number(history.last) });
    this.look(null);
    this.send({ towns: this.towns, ...decision });
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
      this.held.clear();
    }, SEND_MS);
  }

  fire(kind) {
    const place = CONCERNS_ALL.has(kind) ? {} : this.place();
    const role = kind === "leader_leaves" ? { role: this.role.value } : {};
    this.act({ do: "event", kind, ...place, ...role });
    const everywhere = CONCERNS_ALL.has(kind) ? t("decide.whole_town") : this.placeName;
    this.announce(t("decide.fired", { event: named("events", kind), place: everywhere }));
  }

  /** Where an event is to happen, in words. */
  get placeName() {
    return this.where.value === "" ? t("decide.whole_town") : this.state.areaName(Number(this.where.value));
  }

  sayWhere() {
    setText(this.strikes, t("decide.strikes", { place: this.placeName }));
  }

  /** Where an event is to happen; nothing said is the whole town. */
  place() {
    if (this.where.value === "") return {};
    const area = Number(this.where.value);
    const { ids, communities, community } = this.state.picture.map;
    const within = communities.length > 1 ? { community: communities[community[area]] } : {};
    return { neighbourhood: ids[area], ...within };
  }

  /** Show what is in force, except where a hand is on the slider. */
  update(frame) {
    const side = { a: 0, c: 2 }[this.towns] ?? 1;
    if (!frame.levers[side]) return; // of a third town that is no more
    const key = JSON.stringify([frame.levers, this.state.history.other]);
    if (key !== this.leversKey) {
      this.leversKey = key;
      const { compared, other } = this.state.history;
      [...compared, ...(other === null ? [] : [other])].forEach((town, n) => {
        const line = byId(`strategy-${"abc"[n]}`);
        setText(line, this.strategyName(frame.levers[town]));
        line.title = line.textContent; // it is cut where there is no room
      });
    }
    for (const [name, value] of Object.entries(frame.levers[side])) if (!this.held.has(name)) this.write(name, value);
    this.preset.value = this.matching(frame.levers[side]) ?? "";
    this.divide(frame.levers[side]);
  }

  /** Say what each lever takes of the purse, and what is left of it. */
  divide(levers) {
    const { purse } = this.state.picture;
    for (const [name, { note }] of this.rows) note.price(purse, levers[name]);
    this.leadNote.price(purse, levers.lead);
    const [all, taken, left] = Object.values(divided(purse, levers)).map((value) => number(value, 2));
    setText(this.purse, t("notes.purse", { all, taken, left }));
  }

  write(name, value) {
    if (name === "lead") {
      this.lead.mark(value);
      return;
    }
    const row = this.rows.get(name);
    if (!row) return;
    if (document.activeElement !== row.input || !this.held.size) row.input.value = value;
    setText(row.output, leverText(name, value));
    row.input.setAttribute("aria-valuetext", row.output.textContent);
  }

  matching(levers) {
    return this.state.picture.strategies.find((each) => !changedIn(each.levers, levers).length)?.name;
  }

  /** A strategy from which few levers differ, and those; of several the one that a town began with. */
  nearly(levers) {
    const { start, strategies } = this.state.picture;
    const begun = strategies.filter(({ name }) => start.includes(name));
    const found = [...begun, ...strategies].map((each) => ({ each, changed: changedIn(each.levers, levers) }));
    const nearest = found.reduce((a, b) => (b.changed.length < a.changed.length ? b : a));
    if (nearest.changed.length > FEW || nearest.changed.includes("lead")) return null;
    const told = nearest.changed.map((name) => `${t(`levers.${name}`).toLowerCase()} ${leverText(name, levers[name])}`);
    return t("decide.own_but", { name: named("strategies", nearest.each.name), changed: told.join(", ") });
  }

  strategyName(levers) {
    const name = this.matching(levers);
    const words = name ? named("strategies", name) : (this.nearly(levers) ?? t("decide.own"));
    return levers.budget === 1
      ? words
      : `${words}, ${t("decide.budget_at", { share: percent(levers.budget, { decimals: 0 }) })}`;
  }

  words() {
    this.for.words(t("decide.for"), (towns) => t(`decide.towns.${towns}`));
    this.for.mark(this.towns);
    for (const [id, key] of TITLES) byId(id).textContent = t(key);
    for (const [name, row] of this.rows) row.label.textContent = t(`levers.${name}`);
    for (const note of [...this.rows.values(), { note: this.leadNote }].map((row) => row.note)) note.words();
    if (this.state.picture) this.wordsOfTown();
  }

  wordsOfTown() {
    const { strategies, map, events, leads, roles } = this.state.picture;
    this.lead.words(t("levers.lead"), (n) => t(`leads.${leads[n]}`));
    const kept = this.where.value;
    this.preset.replaceChildren(
      h("option", { value: "" }, t("decide.own")),
      ...strategyOptions(strategies.filter((each) => !each.name.startsWith("live_"))),
    );
    this.where.replaceChildren(
      h("option", { value: "" }, t("decide.whole_town")),
      ...map.names.map((_, at) => h("option", { value: at }, this.state.areaName(at))),
    );
    this.where.value = kept;
    this.sayWhere();
    this.role.replaceChildren(...roles.map((role) => h("option", { value: role }, named("roles", role))));
    this.role.setAttribute("aria-label", t("decide.role"));
    const here = events.filter((kind) => !AT_THE_TABLE.has(kind));
    this.events.replaceChildren(
      ...here.map((kind) =>
        h("button", { type: "button", id: `event-${kind}`, onclick: () => this.fire(kind) }, named("events", kind)),
      ),
      this.role,
    );
    show(this.role, events.includes("leader_leaves"));
    this.leversKey = null;
    if (this.state.frame) this.update(this.state.frame);
  }
}
