// Time: play, pause, steps, speed; back to any week that was lived, and on again.

import { byId, h, setText, show } from "./dom.js";
import { number, t } from "./words.js";

const SPEEDS = [1, 7, 28, 56, 400]; // days a second; the last: as fast as the machine can
const SLOW = 28;
const STEPS = { day: 1, week: 7, cycle: 28 };
const LOOK_BACK_MS = 90;

export class Transport {
  constructor(host, page) {
    this.page = page;
    this.speed = 28;
    this.playing = false;
    this.play = h("button", { type: "button", id: "play", class: "main", onclick: () => this.toggle() });
    this.steps = Object.keys(STEPS).map((name) => h("button", { type: "button", id: `step-${name}`, onclick: () => this.step(name) }));
    this.pace = h("select", { id: "speed", onchange: (event) => this.setSpeed(Number(event.target.value)) });
    this.paceLabel = h("label", { class: "field", for: "speed" });
    this.line = h("input", { type: "range", id: "timeline", min: 0, max: 0, value: 0, oninput: (event) => this.page.look(Number(event.target.value)) });
    this.back = h("span", { class: "back" });
    this.now = h("button", { type: "button", id: "now", onclick: () => this.page.look(null) });
    host.append(this.play, ...this.steps, this.paceLabel, this.pace, h("div", { class: "timeline" }, this.line, this.back, this.now));
  }

  get slow() {
    return this.speed <= SLOW || !this.playing;
  }

  toggle() {
    if (this.page.week !== null || this.replaying) this.replay();
    else if (this.playing) this.page.send({ do: "pause" });
    else this.start();
  }

  start(days) {
    this.page.look(null);
    this.page.send({ do: "speed", days: this.speed });
    this.page.send(days === undefined ? { do: "play" } : { do: "step", days: Math.max(1, days) });
  }

  step(name) {
    this.stopReplay();
    this.start(STEPS[name]);
  }

  setSpeed(days) {
    this.speed = days;
    this.page.send({ do: "speed", days });
  }

  /** Play the weeks that were lived, from the one looked at to now. */
  replay() {
    if (this.replaying) {
      this.stopReplay();
      return;
    }
    this.replaying = setInterval(() => {
      const next = (this.page.week ?? this.page.history.last) + 1;
      if (next >= this.page.history.last) this.stopReplay();
      this.page.look(next);
    }, LOOK_BACK_MS);
    this.words();
  }

  stopReplay() {
    clearInterval(this.replaying);
    this.replaying = null;
    this.words();
  }

  update(frame) {
    if (this.playing === frame.playing && this.over === frame.over) return;
    this.playing = frame.playing;
    this.over = frame.over;
    this.words();
  }

  ready() {
    this.stopReplay();
    this.playing = false;
    this.over = false;
    this.words();
  }

  draw() {
    const { history, week, frame } = this.page;
    if (this.line.max !== String(history.last)) this.line.max = String(history.last);
    const value = String(this.page.shown);
    if (this.line.value !== value) this.line.value = value;
    this.line.setAttribute("aria-valuetext", t("transport.week_shown", { week: value }));
    this.now.classList.toggle("away", week === null);
    show(this.back, week !== null);
    if (week !== null) setText(this.back, t("transport.looking_back", { week: number(week) }));
    const day = week === null ? (frame?.day ?? 0) : week * 7;
    const clock = t("page.clock", { week: number(Math.floor(day / 7)), day: number((day % 7) + 1), all: number(Math.ceil(this.page.picture.days / 7)) });
    if (this.clock !== clock) {
      this.clock = clock;
      const [first, rest] = clock.split("|");
      byId("clock").replaceChildren(first, h("small", {}, rest ?? ""));
    }
  }

  words() {
    setText(this.play, this.replaying || this.playing ? t("transport.pause") : this.page.week !== null ? t("transport.replay") : t("transport.play"));
    this.play.disabled = Boolean(this.over) && this.page.week === null && !this.playing;
    this.steps.forEach((button, n) => {
      setText(button, t(`transport.${Object.keys(STEPS)[n]}`));
      button.disabled = Boolean(this.over);
    });
    setText(this.paceLabel, t("transport.speed"));
    this.pace.replaceChildren(...SPEEDS.map((days) => h("option", { value: days, selected: days === this.speed }, t(`speeds.${days}`))));
    this.line.setAttribute("aria-label", t("transport.timeline"));
    setText(this.now, t("transport.now"));
  }

  /** Keys that work wherever nothing is being typed. */
  key(event) {
    if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    const on = {
      " ": () => !event.target.closest("button, a, [role=tab]") && (event.preventDefault(), this.toggle()),
      d: () => this.step("day"),
      w: () => this.step("week"),
      c: () => this.step("cycle"),
      ",": () => this.page.look(this.page.shown - 1),
      ".": () => this.page.look(this.page.shown + 1),
      "?": () => this.page.dialogs.help(),
    };
    on[event.key]?.();
  }
}
