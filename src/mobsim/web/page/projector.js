// The stage: what the room is shown, over the page itself or in a window of its own that the page leads; keys and a
// clicker go on.

import { byId, setText, show } from "../../screen/dom.js";
import { language, named, number, t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { curveOf, mapOf, reading, scene } from "./scenes.js";
import { StageLine, stageKey } from "./stage_line.js";
import { fillScreen, StageView } from "./stage_view.js";

const DAYS_IN_WEEK = 7;
const BEHIND = ["header", ".transport", "main", ".skip"];
const SEND_MS = 50;
/** What the room can be shown where no exercise says it. */
export const SHOWN = ["curve", "map", "hands", "drawing"];

export class Projector extends Part {
  static needs = [
    "state",
    "look",
    "redraw",
    "toggle",
    "inExercise",
    "exerciseNow",
    "exerciseShown",
    "exerciseNext",
    "advanceExercise",
    "retreatExercise",
    "answerExercise",
    "forecast",
    "scaleOf",
    "gapScale",
    "gapMeasure",
    "gapText",
    "gapFills",
    "showDark",
  ];
  static gives = ["stage"];

  constructor(host, tools) {
    super(host, tools);
    this.shows = "curve";
    this.black = false;
    this.until = null;
    this.linked = false;
    this.view = new StageView(host, { stroke: (from, to) => this.draws(from, to), size: this.redraw });
    this.leave = this.view.foot.appendChild(document.createElement("button"));
    Object.assign(this.leave, { type: "button", id: "leave-projector", onclick: () => this.close() });
    byId("open-projector").addEventListener("click", () => this.open());
    document.addEventListener("keydown", (event) => this.key(event)); // before the window's listeners
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.full) this.close();
      this.full = document.fullscreenElement !== null;
    });
    this.line = new StageLine(stageKey(), {
      hello: () => this.greet(),
      bye: () => this.part(),
      key: ({ key }) => this.press(key),
      stroke: ({ from, to }) => this.draws(from, to),
    });
    this.line.say("who");
  }

  /** What other parts ask and change. */
  stage() {
    return this;
  }

  get isOpen() {
    return !this.host.hidden;
  }

  open() {
    show(this.host, true);
    this.behind(true);
    fillScreen(); // without leave to, it fills the window
    this.draw();
    this.view.begin();
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

  // The window of its own

  openWindow() {
    const address = new URL(`stage.html#${stageKey()}`, import.meta.url).href;
    window.open(address, stageKey(), "popup,width=1280,height=720");
  }

  greet() {
    this.linked = true;
    this.sent = null;
    if (this.state.picture) this.line.say("town", { map: this.state.picture.map });
    this.tell();
    this.redraw();
  }

  part() {
    this.linked = false;
    this.redraw();
  }

  /** Tell the stage soon: it is led also while the page itself is behind another window and not drawn. */
  update() {
    this.timer ??= setTimeout(() => this.tell(), SEND_MS);
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.linked) return;
    const message = { scene: this.scene(), language: language(), dark: this.showDark() };
    const text = JSON.stringify(message);
    if (text === this.sent) return;
    this.sent = text;
    this.line.say("scene", message);
  }

  ready() {
    this.view.town(this.state.picture.map);
    if (this.linked) this.line.say("town", { map: this.state.picture.map });
  }

  // What is shown

  scene() {
    const shown = this.ofExercise() ?? this.freely();
    const { weeks: _, still: __, ...rest } = shown;
    const { black, keys, until } = this;
    return { ...scene(""), ...rest, clock: this.count(shown), keys, black, until, language: language() };
  }

  /** The keys that do something now. */
  get keys() {
    if (!this.inExercise()) return t("projector.keys");
    const { name, answers } = this.exerciseNow();
    if (name !== "predict") return t("projector.keys_exercise");
    return t("projector.keys_answer", { last: number(answers) });
  }

  /** What the exercise shows: its own words, with a picture and a reading of the towns where it wants them. */
  ofExercise() {
    const step = this.exerciseShown();
    if (!step) return null;
    const { curve, asksForCurve, ...words } = step;
    if (asksForCurve && this.state.begun) return { ...this.asksForCurve(), still: true };
    return { ...scene(words.question), ...words, ...(curve ? this.picture() : {}) };
  }

  /** What is shown where no exercise leads. */
  freely() {
    const { state, forecast } = this;
    const asked = forecast();
    const own = asked.question || t("projector.question", { name: named("outcomes", state.outcome) });
    if (!state.begun) return scene(own);
    if (this.shows === "hands") return { ...scene(asked.askedText, { bars: asked.bars }), still: true };
    if (this.shows === "drawing") return { ...this.asksForCurve(), still: asked.canDraw };
    if (this.shows === "map") return scene(own, { sentence: reading(state), ...this.map() });
    return this.withScore(scene(own, { sentence: reading(state), ...curveOf(state, asked) }));
  }

  /** Once what was drawn has come, how near it was stands in place of the difference between the towns. */
  withScore(shown) {
    const { state } = this;
    const asked = this.forecast();
    const over = asked.isDrawn && asked.drawing.outcome === state.outcome && state.shown >= asked.drawing.to;
    return over ? { ...shown, sentence: asked.scoreInShort } : shown;
  }

  asksForCurve() {
    const { state, forecast } = this;
    const asked = forecast();
    const { outcome, to } = asked.drawing ?? asked.asked;
    const values = { name: named("outcomes", outcome), week: number(to) };
    const question = t(asked.canDraw ? "room.draw" : "room.drew", values);
    const sentence = asked.canDraw ? null : asked.scoreInShort;
    return scene(question, { sentence, ...curveOf(state, asked, { editable: true }) });
  }

  map() {
    const { scaleOf, gapScale, gapMeasure, gapText, gapFills } = this;
    return mapOf(this.state, { scaleOf, gapScale, gapMeasure, gapText, gapFills });
  }

  /** The picture of a scene of an exercise: curve or map, as the presenter has chosen. */
  picture() {
    if (!this.state.begun) return {};
    return this.shows === "map" ? this.map() : curveOf(this.state, this.forecast());
  }

  /** Count the weeks down. */
  count({ weeks, still = false }) {
    if (!this.state.begun || still) return null;
    const { shown, picture } = this.state;
    const all = weeks ?? Math.ceil(picture.days / DAYS_IN_WEEK);
    return t("projector.week", { week: number(shown), left: number(Math.max(0, all - shown)) });
  }

  draw() {
    this.tell();
    if (this.isOpen) this.view.draw(this.scene());
  }

  // What the presenter does

  show(what) {
    this.shows = what;
    this.redraw();
  }

  darken(black) {
    this.black = black;
    this.redraw();
    this.draw();
  }

  /** Give the room so many seconds; none ends it. */
  countDown(seconds) {
    this.until = seconds === null ? null : Date.now() + 1000 * seconds;
    this.redraw();
  }

  draws(from, to) {
    this.forecast().move(from, to);
    this.draw();
  }

  /** What comes next on the stage, for the presenter alone. */
  get next() {
    if (this.inExercise()) return this.exerciseNext();
    const key = this.state.frame?.playing ? "pause" : "play";
    return t(`room.next_${key}`);
  }

  /** Go on: a step of an exercise, else play or pause; what was black is lit again. */
  goOn() {
    if (this.black) return this.darken(false);
    this.until = null;
    if (!this.advanceExercise()) this.toggle();
    return this.draw();
  }

  goBack() {
    if (this.black) return this.darken(false);
    if (!this.inExercise()) this.look(this.state.shown - 1);
    else this.retreatExercise();
    return this.draw();
  }

  /** A clicker sends the keys of pages; numbers choose an answer. */
  press(key) {
    const dark = () => this.darken(!this.black);
    const on = {
      PageDown: () => this.goOn(),
      ArrowRight: () => this.goOn(),
      PageUp: () => this.goBack(),
      ArrowLeft: () => this.goBack(),
      " ": () => this.toggle(),
      b: dark,
      B: dark,
      ".": dark,
      m: () => this.show(this.shows === "map" ? "curve" : "map"),
    };
    for (let answer = 1; answer <= 6; answer += 1) on[answer] = () => this.answerExercise(answer - 1);
    if (!(key in on)) return false;
    on[key]();
    this.draw();
    return true;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.isOpen) this.keyHere(event);
    else if (this.linked) this.keyBeside(event);
  }

  keyHere(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "f" || event.key === "F") fillScreen();
    else if (event.key === " " || !this.press(event.key)) return; // the page itself plays and pauses by the space bar
    event.preventDefault();
  }

  /** The stage is another window, and the clicker's keys come here: they lead it all the same. */
  keyBeside(event) {
    if (!["PageDown", "PageUp", "b"].includes(event.key)) return;
    if (event.target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    this.press(event.key);
  }

  words() {
    setText(this.leave, t("projector.leave"));
    this.view.words();
  }
}
