// The page: one session, what is known of it, and the commands by which parts change what is looked at.

import { byId, setText } from "../../screen/dom.js";
import { History, THIRD } from "../../screen/history.js";
import { fillWords, language, loadWords, named, namedOr, t } from "../../screen/words.js";
import { Envelopes } from "./envelopes.js";
import { Link } from "./link.js";
import { Pace } from "./pace.js";
import { assemble, receivers } from "./parts.js";
import { State } from "./state.js";

const COMMANDS = [
  "send",
  "look",
  "show",
  "view",
  "compareOver",
  "compareTowns",
  "choose",
  "enter",
  "start",
  "restart",
  "redraw",
  "announce",
];

export class Page {
  /**
   * @param offer what the server may open
   * @param kinds classes of parts, in the order in which they are drawn
   * @param hostOf the element in which a kind of part lives
   */
  constructor(offer, kinds, hostOf) {
    this.state = new State(offer);
    this.link = new Link(new Envelopes(offer.messages), {
      receive: (message) => this.receivers[message.type](message),
      lost: () => {
        this.notify("lost");
        this.call("lost");
      },
      stopped: () => this.call("stopped"),
      misfit: (error) => this.notify("misfit", { error: error.message }),
      have: () => this.state.history?.have ?? {},
    });
    const commands = COMMANDS.map((name) => [name, (...values) => this[name](...values)]);
    const made = assemble(kinds, { state: this.state, link: this.link, ...Object.fromEntries(commands) }, hostOf);
    // by the name of their class: for the page itself, the browser's console, and measuring
    this.parts = Object.fromEntries([...made].map(([kind, part]) => [kind.name, part]));
    this.receivers = { ...this.ownReceivers(), ...receivers(Object.values(this.parts)) };
    byId("language").addEventListener("click", () => this.speak(language() === "en" ? "fr" : "en"));
  }

  /** Call a method of every part that has it. */
  call(method, ...values) {
    for (const part of Object.values(this.parts)) part[method]?.(...values);
  }

  notify(key, values) {
    this.parts.Notices.notify(key, values);
  }

  // What the server sends

  ownReceivers() {
    return {
      session: () => {},
      ready: ({ picture }) => this.ready(picture),
      frame: (frame) => this.receiveFrame(frame),
      pairs: (found) => this.receivePairs(found),
      gone: () => this.parts.Keeping.takeUp() || this.start({}),
    };
  }

  ready(picture) {
    const { state } = this;
    const same = state.picture?.scenario === picture.scenario && state.begun && !this.fresh;
    state.picture = picture;
    this.parts.Notices.clear();
    if (same) return;
    this.fresh = false;
    const branched = Boolean(state.history?.branch);
    state.history = new History(picture.map.ids.length, picture.recorded);
    state.pace = new Pace();
    state.frame = null;
    state.log = [];
    state.forget();
    this.call("ready");
    if (branched) this.call("branched", null);
    this.call("restore");
    this.words();
  }

  receiveFrame(frame) {
    const { history } = this.state;
    if (!history) return;
    if (frame.first > history.weeks.length || this.lacks(frame.branch)) {
      this.link.open(); // something was lost on the way: resume the session from what is here
      return;
    }
    const before = history.branch?.number;
    history.add(frame);
    this.state.frame = frame;
    if (before !== history.branch?.number) this.branched();
    this.state.log.splice(frame.log.first, Infinity, ...frame.log.lines);
    this.call("update", frame);
    this.drawSoon();
  }

  /** Whether weeks of the third town were lost on the way. */
  lacks(branch) {
    const known = this.state.history.branch;
    return branch !== null && branch.first > (known?.number === branch.number ? known.own.length : 0);
  }

  receivePairs(found) {
    if (!this.state.history) return;
    const { history, pace } = this.state;
    history.others.add(found);
    const waits = history.luck.missing(history.last, found.seeds) > 0;
    pace.note(found.rows.length + found.of_branch.length, performance.now() / 1000, waits);
    this.drawSoon();
  }

  // What the room does

  start(order) {
    const { log, ...kept } = { scenario: this.state.offer.first, a: "status_quo", b: "full_model", ...order };
    this.state.order = kept;
    this.fresh = true;
    this.call("started", log);
    this.notify("waking");
    this.link.begin({ ...kept, log });
  }

  /** Begin the same session anew, with nothing decided yet. */
  restart() {
    this.start(this.state.order ?? {});
  }

  send(message) {
    this.link.send(message);
  }

  show(measure) {
    this.state.measure = measure;
    this.redraw();
  }

  choose(area) {
    const { state } = this;
    state.area = area;
    if (area === null) state.zoomed = false;
    else this.announce(this.areaText(area));
    this.call("watch");
    this.redraw();
  }

  enter(area) {
    const { state } = this;
    state.zoomed = area !== null;
    state.view = "towns";
    if (area !== null) {
      state.area = area;
      this.parts.Tabs.openTab("close");
    }
    this.call("watch");
    this.redraw();
  }

  /** Compare the towns over so many weeks, everywhere. */
  compareOver(weeks) {
    this.state.period = weeks;
    this.call("watch");
    this.redraw();
  }

  /** Compare two of the towns, by their numbers: the second against the first. */
  compareTowns(first, second) {
    const { state } = this;
    state.history.compared = [first, second];
    state.week = null;
    state.described = state.lives = null; // they may live in a town that is not compared
    this.call("watch");
    this.call("compared");
    this.redraw();
  }

  /** A third town has branched off, or is no more: compare it with the town that it branched from. */
  branched() {
    const { branch } = this.state.history;
    this.call("branched", branch);
    this.compareTowns(...(branch ? [branch.side, THIRD] : [0, 1]));
  }

  /** Show both towns, or how they differ. */
  view(name) {
    this.state.view = name;
    if (name !== "towns") this.state.zoomed = false;
    this.call("watch");
    this.redraw();
  }

  look(week) {
    if (!this.state.begun) return;
    const { last } = this.state.history;
    this.state.week = week === null || week >= last ? null : Math.max(0, week);
    this.call("watch");
    this.redraw();
  }

  /** Let a reader of screens say something. */
  announce(text) {
    setText(byId("reader"), text);
  }

  areaText(area) {
    const { state } = this;
    const [a, b] = [0, 1].map((side) =>
      state.format(state.history.map(side, state.measure, state.shown, state.period)[area]),
    );
    const values = { area: state.areaName(area), measure: named("outcomes", state.measure), a, b };
    return t("map.chosen", { ...values, ...state.letters });
  }

  async speak(code) {
    await loadWords(code);
    localStorage.setItem("mobsim-language", code);
    this.words();
  }

  // What is drawn

  drawSoon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.redraw();
    });
  }

  redraw() {
    if (!this.state.begun) return;
    const open = this.parts.Tabs.current;
    for (const part of Object.values(this.parts)) {
      const { tab } = part.constructor;
      if (tab === null || tab === open) part.draw?.();
    }
  }

  words() {
    fillWords();
    byId("language").textContent = t("page.other_language");
    byId("language").setAttribute("lang", language() === "en" ? "fr" : "en");
    const { picture } = this.state;
    if (picture) {
      const title = namedOr("scenarios", picture.scenario, picture.title);
      setText(byId("title"), title.replace(/ \([^)]*\)$/, "")); // what stands in brackets is there when pointed at
      byId("title").title = title;
    }
    this.call("words");
    this.redraw();
  }
}
