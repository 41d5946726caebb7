// A guided exercise: question, the room's prediction, the run, whether it came out so, what to talk about.

import { button, byId, h, setText, show } from "../../../screen/dom.js";
import { ENOUGH } from "../../../screen/luck.js";
import { outcomeOf } from "../../../screen/measures.js";
import { language, number, t } from "../../../screen/words.js";
import { Comparison } from "../comparison.js";
import { Part } from "../parts.js";
import { verdictOf } from "../verdict.js";

const STEPS = ["question", "predict", "run", "reveal", "talk"];
const [, PREDICT, RUN, REVEAL, TALK] = STEPS.keys();
const DAYS_IN_WEEK = 7;

export class Exercise extends Part {
  static tab = "exercise";
  static onDemand = true;
  static needs = [
    "state",
    "send",
    "show",
    "start",
    "redraw",
    "run",
    "openTab",
    "hideTab",
    "openedTab",
    "openDialog",
    "closeDialog",
    "keep",
    "forecast",
    "openSheet",
    "openCards",
    "aimsOf",
    "beginFirst",
    "openPen",
  ];
  static gives = [
    "stopExercise",
    "inExercise",
    "exerciseRuns",
    "exerciseAsksFirst",
    "keptExercise",
    "restoreExercise",
    "exerciseShown",
    "advanceExercise",
    "retreatExercise",
    "answerExercise",
    "exerciseAsks",
    "exerciseNow",
    "exerciseNext",
    "countHands",
  ];

  constructor(host, tools) {
    super(host, tools);
    this.data = null;
    this.guess = "";
    byId("open-exercises").addEventListener("click", () => this.offer());
  }

  /** Let the room choose an exercise. */
  offer() {
    const cards = this.state.offer.exercises.map((each) => {
      const { title, question } = each.words[language()];
      const minutes = t("exercise.minutes", { minutes: each.minutes });
      const card = button("", () => this.begin(each), { id: `exercise-${each.id}` });
      card.append(h("strong", {}, title), h("span", {}, question), h("span", {}, minutes));
      return card;
    });
    const first = button(t("start.open"), () => this.beginFirst(), { id: "begin-first" });
    const more = button(t("cards.open"), () => this.openCards(), { id: "open-cards" });
    this.openDialog(
      t("exercise.choose"),
      [h("p", {}, t("exercise.about")), h("div", { class: "cards" }, cards)],
      [first, more],
    );
  }

  begin(data) {
    this.closeDialog();
    this.data = data;
    this.towns = new Comparison(this.state, data);
    this.step = 0;
    this.beat = 0;
    this.guess = "";
    this.choice = null;
    this.reset();
    this.hideTab("exercise", false);
    this.openTab("exercise");
    this.state.measure = data.measure;
    this.state.period = this.towns.lastWeeks;
    const luckAlone = data.doubt ? {} : { point: true };
    this.start({ scenario: data.scenario, a: data.a, b: data.b, seed: data.seed, ...luckAlone });
    this.render();
  }

  stopExercise() {
    this.data = null;
    this.hideTab("exercise", true);
    if (this.openedTab() === "exercise") this.openTab("decide");
    byId("tab-decide").focus();
    this.keep();
  }

  /** What must be kept of the exercise for it to go on after a reload. */
  keptExercise() {
    return this.data && { id: this.data.id, step: this.step, beat: this.beat, choice: this.choice, guess: this.guess };
  }

  /** Go on with an exercise; which of its decisions are taken stands in the session's log. */
  restoreExercise({ id, step, beat = 0, choice, guess }) {
    this.data = this.state.offer.exercises.find((each) => each.id === id) ?? null;
    if (!this.data) return;
    this.towns = new Comparison(this.state, this.data);
    Object.assign(this, { step, beat, choice, guess, done: step > RUN, fired: null });
    this.hideTab("exercise", false);
    this.openTab("exercise");
    this.state.period = this.towns.lastWeeks;
    this.show(this.data.measure);
    this.render();
  }

  /** Whether an exercise leads that has not come to its run: what the towns do is not to be seen before it is asked. */
  exerciseAsksFirst() {
    return this.data !== null && this.step < RUN;
  }

  /** Whether an exercise leads whose run is not over. */
  exerciseRuns() {
    return this.data !== null && !this.done;
  }

  inExercise() {
    return this.data !== null;
  }

  ready() {
    if (!this.data) return;
    this.reset();
    this.state.period = this.towns.lastWeeks;
    this.show(this.data.measure);
  }

  /** Forget what was done in towns that are gone. */
  reset() {
    this.fired = 0;
    this.done = false;
  }

  get end() {
    return this.data.weeks * DAYS_IN_WEEK;
  }

  /** How many of the exercise's decisions stand in the session's log. */
  taken() {
    const lines = new Set(this.state.log.map(({ day, do: kind }) => `${day} ${kind}`));
    return this.data.events.filter((event) => lines.has(`${event.day} ${event.do}`)).length;
  }

  /** The day of the next decision that the exercise foresees, or its last. */
  get stopAt() {
    return Math.min(this.data.events[this.fired]?.day ?? this.end, this.end);
  }

  /** Take the exercise's decisions on their days; stop at its end. */
  update(frame) {
    if (!this.data) return;
    this.fired ??= this.taken();
    if (this.done || this.step !== RUN) return;
    if (frame.day >= this.stopAt && !frame.playing) this.arrive();
    else if (this.bar) this.bar.value = frame.day;
    if (byId("exercise-go-on")) show(byId("exercise-go-on"), !frame.playing); // it does nothing while the towns run
  }

  /** Run to the next decision that the exercise foresees. */
  goOn() {
    const day = this.state.frame?.day ?? 0;
    const due = this.data.events.slice(this.fired).filter((event) => event.day <= day);
    for (const { day: _, ...decision } of due) {
      this.send(decision);
      this.fired += 1;
    }
    this.run(this.stopAt - day);
  }

  arrive() {
    if (this.fired < this.data.events.length && this.stopAt < this.end) {
      this.goOn();
      return;
    }
    this.done = true;
    this.render();
    byId("exercise-next").focus();
  }

  go(step) {
    this.step = step;
    this.beat = 0;
    this.keep();
    this.render();
    if (step === RUN && !this.done) this.goOn();
    this.host.parentElement.scrollTop = 0;
  }

  /** What there is to talk about, as the towns came out. */
  get points() {
    return this.data.points.filter((point) => this.towns.holds(point));
  }

  get text() {
    return this.data.words[language()];
  }

  // What each step shows

  render() {
    if (!this.data) return;
    const name = STEPS[this.step];
    const where = { step: number(this.step + 1), of: number(STEPS.length), name: t(`exercise.${name}`) };
    const head = [h("h3", {}, this.text.title), h("p", { class: "step" }, t("exercise.step", where))];
    const steps = [this.asking, this.predicting, this.running, this.revealing, this.talking];
    const body = steps[this.step].call(this);
    this.host.replaceChildren(h("div", { class: "exercise" }, ...head, ...body, this.foot(name)));
  }

  asking() {
    return [h("p", { class: "question" }, this.text.question), ...this.text.setting.map((line) => h("p", {}, line))];
  }

  answerExercise(n) {
    if (!this.data || this.step !== PREDICT || n >= this.data.answers.length) return;
    this.choice = n;
    this.keep();
    this.render();
    this.redraw();
  }

  /** Hands were counted: the answer with most of them is the room's. */
  countHands(n, text) {
    this.forecast().count(n, text);
    if (!this.data || this.step > PREDICT) return;
    this.choice = this.forecast().favourite ?? this.choice;
    this.markChoice();
    this.keep();
  }

  /** Go on as the main button does, on the stage beat by beat; false where no exercise leads. */
  advanceExercise() {
    if (!this.data) return false;
    if (this.step === RUN && !this.done) this.goOn();
    else if (this.beat + 1 < this.beats.length) this.turn(this.beat + 1);
    else if (this.step + 1 < STEPS.length) this.go(this.step + 1);
    else return this.step === TALK;
    return true;
  }

  /** Go back a beat, or a step; what was run stays. */
  retreatExercise() {
    if (!this.data) return;
    if (this.beat > 0) this.turn(this.beat - 1);
    else if (this.step > 0 && (this.step !== RUN || this.done)) this.go(this.step === REVEAL ? PREDICT : this.step - 1);
  }

  turn(beat) {
    this.beat = beat;
    this.keep();
    this.redraw();
  }

  /** What the room is asked, for hands and for a curve; null without an exercise. */
  exerciseAsks() {
    if (!this.data) return null;
    const { answers, measure, weeks } = this.data;
    const told = this.step >= REVEAL && this.towns.come >= ENOUGH;
    const held = told ? [...answers.keys()].filter((n) => this.towns.holds(answers[n])) : [];
    return { outcome: outcomeOf(measure), weeks, answers, predict: this.text.predict, held };
  }

  /** What an account of the exercise needs: its words, what was said, what came out, what to talk about. */
  exerciseNow() {
    if (!this.data) return null;
    const { text, choice, guess, towns, data } = this;
    const judged = this.step >= REVEAL ? verdictOf(towns, data.answers, choice, language()) : null;
    const findings = judged ? data.reveal.map((outcome) => towns.finding(outcome)) : [];
    const points = judged ? this.points.map(({ words, source }) => ({ text: words[language()], source })) : [];
    const name = STEPS[this.step];
    const answers = data.answers.length;
    return { step: t(`exercise.${name}`), name, text, answers, guess, judged, findings, points };
  }

  /** What comes after what the room sees now. */
  exerciseNext() {
    const { beats } = this;
    if (this.step === RUN && !this.done) return t("room.next_run");
    if (this.beat + 1 < beats.length) {
      const { asksForCurve, bars, question } = beats[this.beat + 1]();
      return asksForCurve ? t("room.curve") : bars ? t("room.hands") : question;
    }
    return this.step === TALK ? t("room.next_none") : t(`exercise.${STEPS[this.step + 1]}`);
  }

  /** What the room sees of the step: a question, lines below it, and whether a curve and a reading stand with them. */
  exerciseShown() {
    if (!this.data) return null;
    const { beats } = this;
    return { weeks: this.data.weeks, ...beats[Math.min(this.beat, beats.length - 1)]() };
  }

  /** The scenes of the step, in their order. */
  get beats() {
    const steps = [this.showAsking, this.showPredicting, this.showRunning, this.showRevealing, this.showTalking];
    return steps[this.step].call(this);
  }

  showAsking() {
    const lines = this.text.setting.map((text) => ({ text }));
    return [() => ({ question: this.text.question, lines, plain: true, still: true })];
  }

  showPredicting() {
    return [() => this.showAnswers(), () => ({ asksForCurve: true, question: this.text.predict, still: true })];
  }

  showAnswers() {
    const asked = this.forecast();
    const question = this.text.predict;
    if (asked.handsCounted) return { question, bars: asked.bars, still: true };
    const lines = this.data.answers.map(({ words }, n) => ({ text: words[language()], chosen: n === this.choice }));
    return { question, lines, still: true };
  }

  showRunning() {
    return [() => ({ question: this.done ? t("exercise.done_stage") : this.text.watch, curve: true })];
  }

  showRevealing() {
    const asked = this.forecast();
    const { head, checks, notes } = verdictOf(this.towns, this.data.answers, this.choice, language());
    const listed = (texts) => ({ lines: texts.map((text) => ({ text })), plain: true, still: true });
    const verdict = () => ({ question: head, ...listed([...checks, ...notes]) });
    const found = () => ({
      question: this.computed,
      ...listed(this.data.reveal.map((each) => this.towns.brief(each))),
    });
    const hands = () => ({ question: this.text.predict, bars: asked.bars, still: true });
    const drawn = () => ({ asksForCurve: true, question: head });
    const paths = this.towns.paths().map((write) => write());
    const followed = () => ({
      question: t("exercise.followed", { week: number(this.towns.decided) }),
      ...listed(paths),
    });
    return [
      verdict,
      found,
      ...(paths.length ? [followed] : []),
      ...(asked.handsCounted ? [hands] : []),
      ...(asked.isDrawn ? [drawn] : []),
    ];
  }

  /** One point at a time. */
  showTalking() {
    const point = ({ words, source }) => ({ question: words[language()], caption: source ?? null, still: true });
    return this.points.map((each) => () => point(each));
  }

  predicting() {
    const asked = this.forecast();
    this.answerButtons = this.data.answers.map(({ words }, n) =>
      button(words[language()], () => this.answerExercise(n), { class: "wide" }),
    );
    const answers = this.answerButtons.map((each, n) => h("p", { class: "answer" }, each, this.handsInput(asked, n)));
    this.markChoice();
    const note = () => {
      this.guess = area.value;
      this.keep();
    };
    const area = h("textarea", { id: "guess", oninput: note });
    area.value = this.guess;
    const label = h("label", { for: "guess" }, t("exercise.own_words"));
    const draw = button(t("room.draw_here"), () => this.openPen(), { id: "exercise-draw" });
    const hands = h("p", { class: "quietly" }, t("room.hands_how"));
    const cards = button(t("cards.open"), () => this.openCards(), { id: "exercise-cards" });
    return [
      h("p", { class: "question" }, this.text.predict),
      hands,
      ...answers,
      h("p", { class: "row" }, draw, cards),
      label,
      area,
    ];
  }

  handsInput(asked, n) {
    const label = t("room.hands_for", { answer: this.data.answers[n].words[language()] });
    const field = { type: "number", min: 0, max: 999, inputmode: "numeric", class: "hands", "aria-label": label };
    const placeholder = t("room.hands_short");
    const input = h("input", {
      ...field,
      placeholder,
      id: `hands-${n}`,
      oninput: () => this.countHands(n, input.value),
    });
    input.value = asked.counts[n] ? String(asked.counts[n]) : "";
    return input;
  }

  markChoice() {
    this.answerButtons?.forEach((each, n) => {
      each.setAttribute("aria-pressed", String(this.choice === n));
    });
  }

  running() {
    const value = this.state.frame?.day ?? 0;
    this.bar = h("progress", { max: this.end, value, "aria-label": t("exercise.run") });
    return [h("p", { class: "question" }, this.done ? t("exercise.done") : this.text.watch), this.bar, this.guessed()];
  }

  revealing() {
    this.writers = [...this.data.reveal.map((outcome) => () => this.towns.finding(outcome)), ...this.towns.paths()];
    this.found = this.writers.map((write) => h("p", { class: "finding" }, write()));
    this.judged = h("div", { class: "verdict", role: "status" });
    this.written = null;
    this.luck = h("p", { class: "quietly" });
    this.judge();
    return [this.guessed(), this.judged, h("p", {}, this.computed), ...this.found, this.luck];
  }

  /** Over which weeks the towns are compared. */
  get computed() {
    const { lastWeeks, since } = this.towns;
    const span = { last: number(lastWeeks), weeks: number(this.data.weeks), since: number(since ?? 0) };
    return t(since === null ? "exercise.computed" : "exercise.computed_since", span);
  }

  talking() {
    const item = ({ words, source }) => h("li", {}, words[language()], source ? h("small", {}, source) : null);
    this.aims = h("div", { class: "aims" });
    this.writtenAims = null;
    this.judgeAims();
    const whatIf = h("p", { class: "quietly" }, t("exercise.what_if"));
    this.third = h("ul", { class: "findings" });
    this.readThird();
    return [h("ol", { class: "points" }, this.points.map(item)), whatIf, this.third, this.aims];
  }

  /** What became of a third town, in what the exercise looks at, against the town that it branched from. */
  readThird() {
    const lines = this.towns.third();
    if (this.third.textContent === lines.join("")) return;
    this.third.replaceChildren(...lines.map((line) => h("li", {}, line)));
  }

  /** Say whether each role card has what it wanted; anew when other pairs of towns have come. */
  judgeAims() {
    const { come, seeds } = this.towns;
    const key = `${come}/${seeds}`;
    if (!this.aims || key === this.writtenAims) return;
    this.writtenAims = key;
    this.aims.replaceChildren(...this.aimsOf(this.towns));
  }

  guessed() {
    const chosen = this.choice === null ? "" : this.data.answers[this.choice].words[language()];
    const said = [chosen, this.guess].filter(Boolean).join(" – ");
    return h("p", { class: "guess" }, said ? t("exercise.guessed", { said }) : t("exercise.no_guess"));
  }

  /** Say whether the room was right; anew when other pairs of towns have come. */
  judge() {
    const { come, seeds } = this.towns;
    setText(this.luck, t(come < seeds ? "exercise.luck_coming" : "exercise.luck"));
    const { head, checks, notes } = verdictOf(this.towns, this.data.answers, this.choice, language());
    const text = [head, ...checks, ...notes].join("\n");
    if (text === this.written) return;
    this.written = text;
    const items = checks.map((each) => h("li", {}, each));
    const paragraphs = notes.map((each) => h("p", {}, each));
    const waits = come < ENOUGH && seeds >= ENOUGH;
    const bar = waits ? [h("progress", { max: ENOUGH, value: come, "aria-label": notes[0] })] : [];
    this.judged.replaceChildren(h("p", { class: "head" }, head), h("ul", {}, items), ...paragraphs, ...bar);
  }

  foot(name) {
    const running = this.step === RUN && !this.done;
    const last = this.step === STEPS.length - 1;
    const before = this.step === REVEAL ? PREDICT : this.step - 1;
    const main = { class: "main" };
    return h(
      "p",
      { class: "row foot" },
      button(t("exercise.stop"), () => this.stopExercise(), { id: "exercise-stop" }),
      this.step > 0 && this.step !== RUN ? button(t("exercise.back"), () => this.go(before)) : null,
      running ? button(t("exercise.go_on"), () => this.goOn(), { id: "exercise-go-on" }) : null,
      last ? button(t("sheet.open"), () => this.openSheet(), { id: "exercise-sheet", ...main }) : null,
      last ? button(t("exercise.another"), () => this.offer()) : null,
      running || last
        ? null
        : button(t(`exercise.next_${name}`), () => this.go(this.step + 1), { id: "exercise-next", ...main }),
    );
  }

  draw() {
    if (this.data && this.step === TALK) {
      this.judgeAims();
      this.readThird();
    }
    if (!this.data || this.step !== REVEAL) return;
    this.found.forEach((line, n) => {
      setText(line, this.writers[n]());
    });
    this.judge();
  }

  words() {
    this.render();
  }
}
