// The presenter's view: what the room sees now and next, notes, hands, the curve that the room draws, the sheet.

import { h, options, setText, show } from "../../../screen/dom.js";
import { named, number, t } from "../../../screen/words.js";
import { Choice } from "../choice.js";
import { Drawing } from "../drawing.js";
import { Part } from "../parts.js";
import { SHOWN } from "../projector.js";
import { handsText } from "../scenes.js";

const DAYS_IN_WEEK = 7;
const SPANS = [13, 26, 52, 104];
/** What can be chosen while an exercise leads. */
const LED = ["curve", "map"];
const COUNTDOWNS = [30, 60, 120];

export class Room extends Part {
  static tab = "room";
  static needs = [
    "state",
    "stage",
    "forecast",
    "inExercise",
    "exerciseNow",
    "openSheet",
    "run",
    "redraw",
    "countHands",
    "branchText",
    "openTab",
  ];
  static gives = ["openPen"];

  constructor(host, tools) {
    super(host, tools);
    this.texts = new Map();
    host.append(...this.stagePart(), ...this.notesPart(), ...this.handsPart(), ...this.drawPart(), ...this.sheetPart());
  }

  /** An element that is written in the language of the room, by its key. */
  said(name, key, attributes = {}) {
    const element = h(name, attributes);
    this.texts.set(element, key);
    return element;
  }

  press(key, onclick, attributes) {
    return this.said("button", key, { type: "button", onclick, ...attributes });
  }

  // Parts of the panel

  stagePart() {
    this.now = h("p", { class: "on-stage", id: "on-stage" });
    this.next = h("p", { class: "quietly", id: "next-on-stage" });
    this.third = h("p", { class: "quietly", id: "third-in-room" });
    this.line = h("p", { class: "quietly", role: "status", id: "stage-line" });
    this.shows = new Choice(
      SHOWN,
      (what) => `show-${what}`,
      (what) => this.show(what),
    );
    this.black = this.press("room.black", () => this.stage().darken(!this.stage().black), { id: "stage-black" });
    this.counting = COUNTDOWNS.map((seconds) =>
      h("button", { type: "button", id: `count-${seconds}`, onclick: () => this.stage().countDown(seconds) }),
    );
    const moves = [
      this.press("room.back", () => this.stage().goBack(), { id: "stage-back" }),
      this.press("room.next", () => this.stage().goOn(), { id: "stage-next", class: "main" }),
      this.black,
    ];
    return [
      this.said("h3", "room.stage"),
      h(
        "p",
        { class: "row" },
        this.press("room.open", () => this.stage().openWindow(), { id: "open-stage" }),
      ),
      this.line,
      this.third,
      this.now,
      this.next,
      h("p", { class: "row" }, moves),
      this.shows.root,
      h("p", { class: "row spaced" }, this.said("span", "room.countdown"), this.counting, [
        this.press("room.stop", () => this.stage().countDown(null), { id: "count-stop", class: "quiet" }),
      ]),
    ];
  }

  notesPart() {
    this.advice = h("p", { class: "quietly", id: "advice" });
    this.notes = h("textarea", { id: "room-notes", oninput: () => this.forecast().write("notes", this.notes.value) });
    return [this.advice, this.said("label", "room.notes", { for: "room-notes" }), this.notes];
  }

  handsPart() {
    this.question = h("input", {
      id: "room-question",
      type: "text",
      maxlength: 200,
      oninput: () => this.forecast().write("question", this.question.value),
    });
    this.asking = h("div", {}, this.said("label", "room.question", { for: "room-question" }), this.question);
    this.asked = h("p", { class: "question-asked" });
    this.rows = h("div", { class: "hand-rows" });
    this.counted = h("p", { class: "quietly", role: "status", id: "hands-counted" });
    const forget = this.press("room.no_more_hands", () => this.forecast().forgetHands(), {
      class: "quiet",
      id: "forget-hands",
    });
    return [
      this.said("h3", "room.hands"),
      this.asking,
      this.asked,
      this.rows,
      h("p", { class: "row" }, this.counted, forget),
    ];
  }

  drawPart() {
    this.span = h("select", { id: "room-span", onchange: () => this.ask(Number(this.span.value)) });
    this.spanRow = h("p", { class: "row" }, this.said("label", "room.span", { for: "room-span" }), this.span);
    this.pencil = h("p", { class: "quietly", id: "pencil" });
    this.chartHost = h("div", { class: "pen" });
    this.drawing = new Drawing(this.chartHost, {
      stroke: (from, to) => this.forecast().move(from, to),
      size: () => this.redraw(),
    });
    this.score = h("ul", { class: "score", id: "score", role: "status" });
    this.curveHead = this.said("h3", "room.curve", { tabindex: "-1" });
    this.toExercise = this.press("room.to_exercise", () => this.openTab("exercise"), {
      id: "to-exercise",
      class: "main",
    });
    this.erase = this.press("room.erase", () => this.forecast().erase(), { id: "erase" });
    this.go = h("button", { type: "button", id: "run-drawn", class: "main", onclick: () => this.runDrawn() });
    return [
      this.curveHead,
      this.spanRow,
      this.pencil,
      this.chartHost,
      h("p", { class: "row" }, this.erase, this.go, this.toExercise),
      this.score,
    ];
  }

  sheetPart() {
    return [
      this.said("h3", "sheet.title"),
      this.said("p", "sheet.about", { class: "quietly" }),
      h(
        "p",
        { class: "row" },
        this.press("sheet.open", () => this.openSheet(), { id: "open-sheet" }),
      ),
    ];
  }

  // What is done

  /** Show something on the stage; an exercise chooses itself, but for curve or map. */
  show(what) {
    if (!this.inExercise() || LED.includes(what)) this.stage().show(what);
  }

  /** Ask about so many weeks; a curve that was drawn for others is drawn anew. */
  ask(weeks) {
    this.forecast().write("span", weeks);
  }

  /** Open the tab at the curve: what stands above it would leave the pen out of sight. */
  openPen() {
    this.openTab("room");
    this.curveHead.scrollIntoView({ block: "start" });
    this.curveHead.focus({ preventScroll: true });
  }

  runDrawn() {
    const { to } = this.forecast().drawing;
    this.stage().show("curve");
    this.run(to * DAYS_IN_WEEK - this.state.frame.day);
  }

  // What is shown

  draw() {
    this.drawStage();
    this.drawHands();
    this.drawCurve();
  }

  drawStage() {
    const stage = this.stage();
    const leads = this.inExercise();
    const scene = stage.scene();
    setText(this.line, t(stage.linked ? "room.linked" : "room.not_linked"));
    setText(this.third, this.branchText());
    setText(this.now, [scene.question, scene.sentence].filter(Boolean).join(" "));
    const { next } = stage;
    setText(this.next, t("room.comes_next", { next }));
    this.black.setAttribute("aria-pressed", String(stage.black));
    this.shows.mark(leads && stage.shows !== "map" ? "curve" : stage.shows);
    this.shows.buttons.forEach((each, n) => {
      show(each, !leads || LED.includes(SHOWN[n]));
    });
    const step = this.exerciseNow()?.name ?? "free";
    setText(this.advice, t(`room.advice.${step}`));
    write(this.notes, this.forecast().notes);
  }

  drawHands() {
    const asked = this.forecast();
    show(this.asking, !this.inExercise());
    write(this.question, asked.question);
    setText(this.asked, asked.askedText);
    const { bars } = asked;
    const key = JSON.stringify(bars.map(({ text }) => text));
    if (key !== this.rowsKey) {
      this.rowsKey = key;
      this.inputs = bars.map((bar, n) => this.handsRow(bar, n));
    }
    bars.forEach(({ count, share, holds }, n) => {
      const { input, fill } = this.inputs[n];
      write(input, count ? String(count) : "");
      fill.style.width = `${100 * share}%`;
      fill.classList.toggle("holds", holds);
    });
    setText(this.counted, asked.handsCounted ? handsText(bars) : "");
  }

  handsRow({ text }, n) {
    const input = h("input", {
      type: "number",
      class: "hands",
      id: `room-hands-${n}`,
      min: 0,
      max: 999,
      inputmode: "numeric",
      oninput: () => this.countHands(n, input.value),
    });
    const fill = h("span", { class: "fill" });
    const label = h("label", { for: input.id }, text);
    if (n === 0) this.rows.replaceChildren();
    this.rows.append(label, input, h("span", { class: "track" }, fill));
    return { input, fill };
  }

  drawCurve() {
    const asked = this.forecast();
    const free = !this.inExercise();
    show(this.spanRow, free && !asked.isDrawn);
    write(this.span, String(asked.span));
    const { outcome, to } = asked.drawing ?? asked.asked;
    const values = { name: named("outcomes", outcome), week: number(to) };
    setText(this.pencil, t(asked.canDraw ? "room.how_to_draw" : asked.isDrawn ? "room.drew" : "room.too_late", values));
    this.drawing.draw(asked.chart({ editable: true }));
    show(this.erase, asked.isDrawn);
    show(this.toExercise, !free);
    show(this.go, free && asked.isDrawn && asked.canDraw);
    setText(this.go, t("room.run", { weeks: number(to - asked.asked.from) }));
    const lines = asked.scoreLines;
    const key = lines.join("\n");
    if (key !== this.scored) {
      this.scored = key;
      this.score.replaceChildren(...lines.map((each) => h("li", {}, each)));
    }
    show(this.score, lines.length > 0);
  }

  words() {
    for (const [element, key] of this.texts) element.textContent = t(key);
    this.shows.words(t("room.shows"), (what) => t(`room.show.${what}`));
    this.counting.forEach((each, n) => {
      each.textContent = t("room.seconds", { seconds: number(COUNTDOWNS[n]) });
    });
    this.span.replaceChildren(...options(SPANS.map((weeks) => [weeks, t("room.weeks", { weeks: number(weeks) })])));
    this.rowsKey = null;
  }
}

/** Put a value into a field, unless somebody is writing in it. */
function write(field, value) {
  if (document.activeElement !== field && field.value !== value) field.value = value;
}
