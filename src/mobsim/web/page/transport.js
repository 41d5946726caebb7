// Time: play, pause, steps, speed; back to any week that was lived, and on again.

import { byId, h, setText, show } from "../../screen/dom.js";
import { number, t } from "../../screen/words.js";
import { FlagStrip } from "./flag_strip.js";
import { flagsOf } from "./flags.js";
import { Part } from "./parts.js";

const SPEEDS = [1, 7, 28, 56, 400]; // days a second; the last: as fast as the machine can
const SLOW = 28;
const STEPS = { day: 1, week: 7, cycle: 28 };
const LOOK_BACK_MS = 90;
/** Width of the timeline's thumb in pixels, as browsers draw it. */
const THUMB = 16;

export class Transport extends Part {
  static needs = [
    "state",
    "send",
    "look",
    "openHelp",
    "notify",
    "note",
    "openEntries",
    "askWhatIf",
    "exerciseAsksFirst",
  ];
  static gives = ["run", "slow", "toggle"];

  constructor(host, tools) {
    super(host, tools);
    this.speed = null; // as the server has it
    this.playing = false;
    this.play = h("button", { type: "button", id: "play", class: "main", onclick: () => this.toggle() });
    this.steps = Object.keys(STEPS).map((name) =>
      h("button", { type: "button", id: `step-${name}`, onclick: () => this.step(name) }),
    );
    this.pace = h("select", { id: "speed", onchange: (event) => this.setSpeed(Number(event.target.value)) });
    this.paceLabel = h("label", { class: "field", for: "speed" });
    this.line = h("input", {
      type: "range",
      id: "timeline",
      min: 0,
      max: 0,
      value: 0,
      oninput: (event) => this.look(Number(event.target.value)),
    });
    this.lookingBack = h("span", {});
    this.whatIf = h("button", { type: "button", id: "what-if", onclick: () => this.askWhatIf() });
    this.back = h("span", { class: "back" }, this.lookingBack, this.whatIf);
    this.now = h("button", { type: "button", id: "now", onclick: () => this.look(null) });
    addEventListener("keydown", (event) => this.key(event));
    this.flagged = h("div", { class: "flagged" }, this.line);
    host.append(
      this.play,
      ...this.steps,
      this.paceLabel,
      this.pace,
      h("div", { class: "timeline" }, this.flagged, this.now),
      this.back,
    );
    new ResizeObserver(() => this.state.begun && this.drawFlags()).observe(this.line);
    this.strip = new FlagStrip(this.flagged, (entries) => this.openEntries(entries));
  }

  /** Whether single days can be followed by eye. */
  slow() {
    return this.speed <= SLOW || !this.playing;
  }

  toggle() {
    if (this.asksFirst()) return;
    if (this.state.week !== null || this.replaying) this.replay();
    else if (this.over) this.watchAgain();
    else if (this.playing) this.send({ do: "pause" });
    else this.run();
  }

  /** The scenario's days are over: play them from the start. */
  watchAgain() {
    this.look(0);
    this.replay();
  }

  /** Run some days, or on to the end. */
  run(days) {
    this.look(null);
    this.send({ do: "speed", days: this.speed });
    this.send(days === undefined ? { do: "play" } : { do: "step", days: Math.max(1, days) });
  }

  /** Whether an exercise is to be asked first; then it is said. */
  asksFirst() {
    const first = this.exerciseAsksFirst();
    if (first) this.note("ask_first");
    return first;
  }

  step(name) {
    if (this.asksFirst()) return;
    this.stopReplay();
    this.run(STEPS[name]);
  }

  setSpeed(days) {
    this.speed = days;
    this.send({ do: "speed", days });
  }

  /** Play the weeks that were lived, from the one looked at to now. */
  replay() {
    if (this.replaying) {
      this.stopReplay();
      return;
    }
    this.replaying = setInterval(() => {
      const next = (this.state.week ?? this.state.history.last) + 1;
      if (next >= this.state.history.last) this.stopReplay();
      this.look(next);
    }, LOOK_BACK_MS);
    this.words();
  }

  stopReplay() {
    clearInterval(this.replaying);
    this.replaying = null;
    this.words();
  }

  update(frame) {
    if (frame.over && this.over === false)
      this.notify("over", { weeks: number(Math.ceil(this.state.picture.days / 7)) });
    const changed = this.playing !== frame.playing || this.over !== frame.over || this.speed === null;
    this.playing = frame.playing;
    this.over = frame.over;
    this.speed ??= SPEEDS.findLast((days) => days <= frame.speed) ?? SPEEDS[0];
    if (changed) this.words();
  }

  ready() {
    this.stopReplay();
    this.playing = false;
    this.over = null; // not known yet
    this.words();
  }

  draw() {
    const { history, week, frame } = this.state;
    if (this.line.max !== String(history.last)) this.line.max = String(history.last);
    const value = String(this.state.shown);
    if (this.line.value !== value) this.line.value = value;
    this.line.setAttribute("aria-valuetext", t("transport.week_shown", { week: value }));
    this.now.classList.toggle("away", week === null);
    show(this.back, week !== null);
    if (week !== null) setText(this.lookingBack, t("transport.looking_back", { week: number(week) }));
    this.drawFlags();
    const day = week === null ? (frame ? this.state.day : 0) : week * 7;
    const clock = t("page.clock", {
      week: number(Math.floor(day / 7)),
      day: number((day % 7) + 1),
      all: number(Math.ceil(this.state.picture.days / 7)),
    });
    if (this.clock !== clock) {
      this.clock = clock;
      const [first, rest] = clock.split("|");
      byId("clock").replaceChildren(first, h("small", {}, rest ?? ""));
    }
  }

  /** Flags over the timeline, where the thumb stands in their weeks. */
  drawFlags() {
    const { story, last } = this.state.history;
    const span = this.line.clientWidth - THUMB;
    const x = (week) => THUMB / 2 + (span * week) / Math.max(1, last);
    this.strip.draw(last ? flagsOf(story, last * 7) : [], x, t("flags.timeline"));
  }

  words() {
    setText(this.play, t(`transport.${this.offered}`));
    this.steps.forEach((button, n) => {
      setText(button, t(`transport.${Object.keys(STEPS)[n]}`));
      button.disabled = Boolean(this.over);
    });
    setText(this.paceLabel, t("transport.speed"));
    this.pace.replaceChildren(
      ...SPEEDS.map((days) => h("option", { value: days, selected: days === this.speed }, t(`speeds.${days}`))),
    );
    this.pace.setAttribute("aria-label", t("transport.speed")); // on a telephone the label is not shown
    this.line.setAttribute("aria-label", t("transport.timeline"));
    setText(this.now, t("transport.now"));
    setText(this.whatIf, t("what_if.ask"));
  }

  /** What the main button does. */
  get offered() {
    if (this.replaying || this.playing) return "pause";
    if (this.state.week !== null) return "replay";
    return this.over ? "again" : "play";
  }

  /** The space bar plays and pauses, unless it presses what has the focus. */
  space(event) {
    if (event.target.closest("button, a, [role]")) return;
    event.preventDefault();
    this.toggle();
  }

  /** Keys that work wherever nothing is being typed. */
  key(event) {
    if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.defaultPrevented) return; // the stage has heard it
    const on = {
      " ": () => this.space(event),
      d: () => this.step("day"),
      w: () => this.step("week"),
      c: () => this.step("cycle"),
      ",": () => this.look(this.state.shown - 1),
      ".": () => this.look(this.state.shown + 1),
      "?": () => this.openHelp(),
    };
    on[event.key]?.();
  }
}
