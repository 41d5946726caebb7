// The page: holds what is known and what is looked at, and lets the parts draw it.

import { badge } from "./badge.js";
import { Begin } from "./begin.js";
import { Close } from "./close.js";
import { Curves } from "./curves.js";
import { Decide } from "./decide.js";
import { Dialogs } from "./dialogs.js";
import { byId, h, setText } from "./dom.js";
import { Exercise } from "./exercise.js";
import { History } from "./history.js";
import { Legend } from "./legend.js";
import { Link } from "./link.js";
import { TownMap } from "./map.js";
import { Notices } from "./notices.js";
import { readouts } from "./readouts.js";
import { MEASURES, Scale } from "./scale.js";
import { Story } from "./story.js";
import { Table } from "./table.js";
import { Tabs } from "./tabs.js";
import { Transport } from "./transport.js";
import { language, loadWords, named, number, fillWords, t, valueOf } from "./words.js";

const CYCLE = 4;

class Page {
  constructor(offer) {
    this.offer = offer;
    this.measure = "insecurity";
    this.area = null;
    this.zoomed = false;
    this.week = null; // a week looked back at; null is now
    this.frame = null;
    this.link = new Link({
      message: (message) => this.receive(message),
      state: () => this.notices.show("lost"),
      have: () => this.history?.have ?? {},
    });
    this.tabs = new Tabs(byId("tabs"), byId("panels"), ["decide", "story", "table", "close", "exercise"], () => this.draw());
    this.transport = new Transport(byId("transport"), this);
    this.notices = new Notices(byId("notice"), this);
    this.dialogs = new Dialogs(this);
    this.begin = new Begin(this);
    this.decide = new Decide(this.tabs.panel("decide"), this);
    this.story = new Story(this.tabs.panel("story"), this);
    this.table = new Table(this.tabs.panel("table"), this);
    this.close = new Close(this.tabs.panel("close"), this);
    this.exercise = new Exercise(this.tabs.panel("exercise"), this);
    this.legend = new Legend(byId("legend"), this);
    byId("measure").addEventListener("change", (event) => this.show(event.target.value));
    byId("language").addEventListener("click", () => this.speak(language() === "en" ? "fr" : "en"));
    addEventListener("keydown", (event) => this.transport.key(event));
  }

  // What the server sends

  receive(message) {
    const known = {
      settling: () => this.settling(message.share),
      ready: () => this.ready(message),
      frame: () => this.receiveFrame(message),
      band: () => this.receiveBand(message),
      area: () => this.close.receiveArea(message),
      who: () => this.close.receivePerson(message),
      refused: () => this.begin.refused(message.message) || this.notices.write(message.message),
      failed: () => this.notices.failed(message),
      ended: () => this.notices.show("ended", { again: true }),
      gone: () => (this.order ? this.notices.show("gone", { again: true }) : this.start({})),
      full: () => this.notices.show("full", { most: message.most, again: true }),
      elsewhere: () => this.notices.show("elsewhere", { again: true }),
    };
    known[message.type]?.();
  }

  settling(share) {
    this.notices.show(share > 0 ? "settling" : "waking", { share: Math.round(100 * share) });
  }

  ready(picture) {
    const same = this.picture?.scenario === picture.scenario && this.history?.last >= 0 && !this.fresh;
    this.picture = picture;
    this.notices.clear();
    if (same) return;
    this.fresh = false;
    this.history = new History(picture.map.ids.length);
    this.forget();
    this.scales = Object.fromEntries(MEASURES.map((measure) => [measure, new Scale(measure)]));
    this.maps = ["a", "b"].map((side) => new TownMap(byId(`map-${side}`), picture.map, {
      choose: (area) => this.choose(area),
      enter: (area) => this.enter(area),
      label: (area) => t("map.label", { town: side.toUpperCase(), chosen: area === null || area === undefined ? t("map.none") : this.areaName(area) }),
    }));
    this.curves ??= new Curves(byId("level"), byId("gap"), { week: (week) => this.look(week), size: () => this.later() });
    for (const part of [this.decide, this.story, this.table, this.close, this.exercise, this.transport]) part.ready?.();
    this.words();
  }

  forget() {
    this.area = null;
    this.zoomed = false;
    this.week = null;
    this.frame = null;
    this.dirty = true;
  }

  receiveFrame(frame) {
    if (!this.history) return;
    if (frame.first > this.history.weeks.length) {
      this.link.open(); // something was lost on the way: take the session up again from what is here
      return;
    }
    const fresh = this.history.add(frame);
    this.frame = frame;
    this.close.receivePeople(frame.people);
    this.transport.update(frame);
    this.decide.update(frame);
    this.exercise.update(frame);
    this.dirty ||= fresh > 0 && this.history.last === 0;
    this.later();
  }

  receiveBand(message) {
    if (!this.history) return;
    this.history.band = message;
    this.later();
  }

  // What the room does

  start(order) {
    this.order = { scenario: this.offer.first, a: "status_quo", b: "full_model", ...order };
    this.fresh = true;
    this.link.stopped = false;
    this.notices.show("waking", { share: 0 });
    this.link.begin(this.order);
  }

  restart() {
    this.start(this.order ?? {});
  }

  send(message) {
    this.link.send(message);
  }

  show(measure) {
    this.measure = measure;
    byId("measure").value = measure;
    this.draw();
  }

  choose(area) {
    this.area = area;
    if (area === null) this.enter(null);
    else if (this.zoomed) this.enter(area);
    else this.close.watch(area, false);
    if (area !== null) setText(byId("reader"), this.areaText(area));
    this.draw();
  }

  enter(area) {
    this.zoomed = area !== null;
    if (area !== null) {
      this.area = area;
      this.tabs.open("close");
    }
    this.close.watch(this.area, this.zoomed);
    this.draw();
  }

  look(week) {
    const last = this.history.last;
    this.week = week === null || week >= last ? null : Math.max(0, week);
    if (this.zoomed) this.close.watch(this.area, true);
    this.draw();
  }

  async speak(code) {
    await loadWords(code);
    localStorage.setItem("mobsim-language", code);
    this.words();
  }

  // What is drawn

  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  get shown() {
    return this.week ?? this.history.last;
  }

  draw() {
    if (!this.history || this.history.last < 0) return;
    this.drawMaps();
    this.drawCurves();
    readouts(this);
    byId("welcome").hidden = this.history.last > 0 || Boolean(this.exercise.data);
    this.legend.draw();
    this.transport.draw();
    ({ story: this.story, table: this.table, close: this.close, exercise: this.exercise })[this.tabs.current]?.draw();
    if (this.zoomed) this.close.drawPeople();
    this.dirty = false;
  }

  drawMaps() {
    const week = this.shown;
    const scale = this.scales[this.measure];
    const values = [0, 1].map((side) => this.history.map(side, this.measure, week));
    scale.fit(values.flat());
    const text = (at, value) => `${this.areaName(at)}: ${this.format(value)}`;
    this.maps.forEach((map, side) => {
      map.colour(values[side], scale, text);
      map.work(this.history.weeks[week][side], week % CYCLE === 0);
      map.today(this.week === null && this.transport.slow ? this.frame.today[side] : []);
      if (map.chosen !== this.area || this.dirty) map.choose(this.area);
      if (!this.frame?.playing || week % 13 === 0) map.titles();
    });
  }

  drawCurves() {
    const outcome = this.outcome;
    this.curves.draw(this.history, outcome, this.week, Math.ceil(this.picture.days / 7));
    const name = named("outcomes", outcome);
    const unit = named("units", this.picture.outcomes[outcome]?.unit ?? "");
    caption(byId("level-caption"), name, [unit, t("curves.key")].filter(Boolean).join(" · "));
    const counts = this.history.band.counts;
    const seeds = counts.length ? counts[counts.length - 1] : 0;
    caption(byId("gap-caption"), t("curves.gap"), seeds ? t("curves.band", { seeds: number(seeds), all: number(this.history.band.seeds) }) : t("curves.no_band"));
    const [a, b] = [0, 1].map((side) => valueOf(this.picture.outcomes[outcome], this.history.series(side, outcome)[this.shown]));
    byId("level").firstChild.setAttribute("aria-label", t("curves.level_label", { name, a, b }));
    byId("gap").firstChild.setAttribute("aria-label", t("curves.gap_label", { name, a, b }));
  }

  /** The outcome of the town that belongs to the measure of the map. */
  get outcome() {
    return { need: "need_for_assistance", zone: "need_for_assistance" }[this.measure] ?? this.measure;
  }

  format(value, measure = this.measure) {
    if (measure === "zone") return named("zones", String(Math.round(value)));
    return valueOf(this.picture.outcomes[measure] ?? { unit: "0-1" }, value);
  }

  areaName(area) {
    const { names, communities, community } = this.picture.map;
    return communities.length > 1 ? `${names[area]}, ${communities[community[area]]}` : names[area];
  }

  areaText(area) {
    const [a, b] = [0, 1].map((side) => this.format(this.history.map(side, this.measure, this.shown)[area]));
    return t("map.chosen", { area: this.areaName(area), measure: named("outcomes", this.measure), a, b });
  }

  words() {
    fillWords();
    byId("language").textContent = t("page.other_language");
    byId("language").setAttribute("lang", language() === "en" ? "fr" : "en");
    byId("measure").replaceChildren(...MEASURES.map((measure) => h("option", { value: measure, selected: measure === this.measure }, named("outcomes", measure))));
    this.tabs.words();
    this.legend.words();
    for (const part of [this.transport, this.decide, this.story, this.table, this.close, this.exercise]) part.words();
    if (this.picture) {
      setText(byId("title"), this.picture.title);
      ["a", "b"].forEach((side) => byId(`name-${side}`).replaceChildren(badge(side), t(`town.${side}`)));
    }
    this.dirty = true;
    this.draw();
  }
}


function caption(element, name, rest) {
  const key = `${name};${rest}`;
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.replaceChildren(h("strong", {}, name), ` ${rest}`);
}

async function open() {
  const wanted = localStorage.getItem("mobsim-language") ?? (navigator.language.startsWith("fr") ? "fr" : "en");
  const [answer] = await Promise.all([fetch("offer"), loadWords(wanted)]);
  const page = new Page(await answer.json());
  page.words();
  byId("open-begin").addEventListener("click", () => page.begin.open());
  byId("open-exercises").addEventListener("click", () => page.dialogs.exercises());
  byId("open-save").addEventListener("click", () => page.dialogs.save());
  byId("open-help").addEventListener("click", () => page.dialogs.help());
  if (!page.link.resume()) page.start({});
  globalThis.mobsim = page; // for the browser's console, and for measuring
}

open();
