// For the projector: one question, one sentence, one curve, in type that the back row reads; keys and a clicker go on.

import { Curves } from "../../screen/curves.js";
import { byId, h, setText, show } from "../../screen/dom.js";
import { compareTowns } from "../../screen/reading.js";
import { named, number, t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { changeText, luckText } from "./reading_text.js";

const DAYS_IN_WEEK = 7;
const BEHIND = ["header", ".transport", "main", ".skip"];

export class Projector extends Part {
  static needs = [
    "state",
    "look",
    "redraw",
    "toggle",
    "inExercise",
    "exerciseShown",
    "advanceExercise",
    "answerExercise",
  ];

  constructor(host, tools) {
    super(host, tools);
    this.question = h("h2", {});
    this.lines = h("ol", { class: "lines" });
    this.sentence = h("p", { class: "sentence", role: "status" });
    this.level = h("div", { class: "doubled" });
    this.caption = h("p", { class: "caption" });
    this.clock = h("p", { class: "week" });
    this.keys = h("p", { class: "hint" });
    this.leave = h("button", { type: "button", id: "leave-projector", onclick: () => this.close() });
    const foot = h("div", { class: "below" }, this.clock, this.keys, this.leave);
    host.append(this.question, this.lines, this.sentence, this.caption, this.level, foot);
    byId("open-projector").addEventListener("click", () => this.open());
    addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.full) this.close();
      this.full = document.fullscreenElement !== null;
    });
  }

  get isOpen() {
    return !this.host.hidden;
  }

  open() {
    show(this.host, true);
    this.behind(true);
    document.documentElement.requestFullscreen?.().catch(() => {}); // without leave to, it fills the window
    this.draw();
    this.leave.focus();
  }

  close() {
    if (!this.isOpen) return;
    show(this.host, false);
    this.behind(false);
    if (document.fullscreenElement) document.exitFullscreen();
    byId("open-projector").focus();
  }

  /** Nothing behind it can be reached while it is open. */
  behind(hidden) {
    for (const each of document.querySelectorAll(BEHIND.join())) each.inert = hidden;
  }

  ready() {
    this.curves ??= new Curves(this.level, h("div"), { week: this.look, size: this.redraw });
  }

  draw() {
    if (!this.isOpen) return;
    const step = this.exerciseShown() ?? { question: this.ownQuestion(), lines: [], curve: true, reading: true };
    const { begun } = this.state; // an exercise can be read while its towns are being got ready
    setText(this.question, step.question);
    this.list(step);
    show(this.sentence, begun && step.reading);
    show(this.level, begun && step.curve);
    show(this.caption, begun && step.curve);
    setText(this.keys, t(this.inExercise() ? "projector.keys_exercise" : "projector.keys"));
    if (!begun) return;
    if (step.reading) setText(this.sentence, this.reading());
    if (step.curve) this.curve();
    this.count(step.weeks ?? Math.ceil(this.state.picture.days / DAYS_IN_WEEK));
  }

  /** Count the weeks down. */
  count(all) {
    const { shown } = this.state;
    setText(this.clock, t("projector.week", { week: number(shown), left: number(Math.max(0, all - shown)) }));
  }

  ownQuestion() {
    return t("projector.question", { name: named("outcomes", this.state.outcome) });
  }

  list({ lines, chosen = null }) {
    const key = JSON.stringify([lines, chosen]);
    if (key === this.listed) return;
    this.listed = key;
    const item = (line, n) => h("li", n === chosen ? { class: "chosen" } : {}, line);
    this.lines.replaceChildren(...lines.map(item));
    show(this.lines, lines.length > 0);
  }

  /** The difference between the towns in one sentence, with its mark of luck. */
  reading() {
    const { history, outcome, shown, period } = this.state;
    const found = compareTowns(history, outcome, shown, period);
    if (!Number.isFinite(found.share)) return t("projector.nothing_yet");
    const values = { name: named("outcomes", outcome), change: changeText(found), luck: luckText(found) };
    return t("projector.reading", { ...values, weeks: number(Math.min(period, shown + 1)) });
  }

  curve() {
    const { history, outcome, week, picture } = this.state;
    const unit = picture.outcomes[outcome]?.unit ?? "";
    this.curves.draw(history, { outcome, unit }, week, Math.ceil(picture.days / DAYS_IN_WEEK));
    const name = named("outcomes", outcome);
    setText(this.caption, [name, named("units", unit), t("curves.key")].filter(Boolean).join(" · "));
    this.curves.label(this.reading(), "");
  }

  /** A clicker sends the keys of pages; numbers choose an answer. */
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    const on = {
      Escape: () => this.close(),
      PageDown: () => this.advanceExercise() || this.toggle(),
      ArrowRight: () => this.advanceExercise() || this.toggle(),
      PageUp: () => this.look(this.state.shown - 1),
      ArrowLeft: () => this.look(this.state.shown - 1),
    };
    for (const key of [1, 2, 3, 4, 5]) on[key] = () => this.answerExercise(key - 1);
    if (!(event.key in on)) return;
    event.preventDefault();
    on[event.key]();
    this.draw();
  }

  words() {
    setText(this.leave, t("projector.leave"));
    this.listed = null;
  }
}
