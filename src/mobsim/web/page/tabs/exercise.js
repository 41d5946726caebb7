// A guided exercise: question, the room's prediction, the run, whether it came out so, what to talk about.

import { button, byId, h, setText } from "../../../screen/dom.js";
import { language, number, t } from "../../../screen/words.js";
import { Comparison } from "../comparison.js";
import { Part } from "../parts.js";
import { verdictOf } from "../verdict.js";

const STEPS = ["question", "predict", "run", "reveal", "talk"];
const [, PREDICT, RUN, REVEAL] = STEPS.keys();
const DAYS_IN_WEEK = 7;

export class Exercise extends Part {
  static tab = "exercise";
  static onDemand = true;
  static needs = [
    "state",
    "send",
    "show",
    "start",
    "run",
    "openTab",
    "hideTab",
    "openedTab",
    "openDialog",
    "closeDialog",
    "keep",
  ];
  static gives = [
    "stopExercise",
    "inExercise",
    "keptExercise",
    "restoreExercise",
    "exerciseShown",
    "advanceExercise",
    "answerExercise",
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
    this.openDialog(t("exercise.choose"), [h("p", {}, t("exercise.about")), h("div", { class: "cards" }, cards)]);
  }

  begin(data) {
    this.closeDialog();
    this.data = data;
    this.towns = new Comparison(this.state, data);
    this.step = 0;
    this.guess = "";
    this.choice = null;
    this.reset();
    this.hideTab("exercise", false);
    this.openTab("exercise");
    this.state.measure = data.measure;
    this.state.period = this.towns.lastWeeks;
    this.start({ scenario: data.scenario, a: data.a, b: data.b, seed: data.seed });
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
    return this.data && { id: this.data.id, step: this.step, choice: this.choice, guess: this.guess };
  }

  /** Go on with an exercise; which of its decisions are taken stands in the session's log. */
  restoreExercise({ id, step, choice, guess }) {
    this.data = this.state.offer.exercises.find((each) => each.id === id) ?? null;
    if (!this.data) return;
    this.towns = new Comparison(this.state, this.data);
    Object.assign(this, { step, choice, guess, done: step > RUN, fired: null });
    this.hideTab("exercise", false);
    this.openTab("exercise");
    this.state.period = this.towns.lastWeeks;
    this.show(this.data.measure);
    this.render();
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
  }

  /** Go on as the main button does; false where there is no exercise, or nothing comes after. */
  advanceExercise() {
    if (!this.data || this.step === STEPS.length - 1) return false;
    if (this.step === RUN && !this.done) this.goOn();
    else this.go(this.step + 1);
    return true;
  }

  /** What the room sees of the step: a question, lines below it, and whether a curve and a reading stand with them. */
  exerciseShown() {
    if (!this.data) return null;
    const steps = [this.showAsking, this.showPredicting, this.showRunning, this.showRevealing, this.showTalking];
    return { weeks: this.data.weeks, lines: [], curve: false, reading: false, ...steps[this.step].call(this) };
  }

  showAsking() {
    return { question: this.text.question, lines: this.text.setting };
  }

  showPredicting() {
    const lines = this.data.answers.map(({ words }) => words[language()]);
    return { question: this.text.predict, lines, chosen: this.choice };
  }

  showRunning() {
    return { question: this.done ? t("exercise.done") : this.text.watch, curve: true };
  }

  showRevealing() {
    const { head, checks } = verdictOf(this.towns, this.data.answers, this.choice, language());
    return { question: head, lines: checks, curve: true, reading: true };
  }

  showTalking() {
    return { question: this.text.question, lines: this.points.map(({ words }) => words[language()]) };
  }

  predicting() {
    const answers = this.data.answers.map(({ words }, n) => {
      const pressed = { class: "wide", "aria-pressed": String(this.choice === n) };
      return h(
        "p",
        {},
        button(words[language()], () => this.answerExercise(n), pressed),
      );
    });
    const note = () => {
      this.guess = area.value;
      this.keep();
    };
    const area = h("textarea", { id: "guess", oninput: note });
    area.value = this.guess;
    const label = h("label", { for: "guess" }, t("exercise.own_words"));
    return [h("p", { class: "question" }, this.text.predict), ...answers, label, area];
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
    const { lastWeeks, since } = this.towns;
    const span = { last: number(lastWeeks), weeks: number(this.data.weeks), since: number(since ?? 0) };
    const computed = t(since === null ? "exercise.computed" : "exercise.computed_since", span);
    this.luck = h("p", { class: "quietly" });
    this.judge();
    return [this.guessed(), this.judged, h("p", {}, computed), ...this.found, this.luck];
  }

  talking() {
    const item = ({ words, source }) => h("li", {}, words[language()], source ? h("small", {}, source) : null);
    return [h("ol", { class: "points" }, this.points.map(item))];
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
    this.judged.replaceChildren(h("p", { class: "head" }, head), h("ul", {}, items), ...paragraphs);
  }

  foot(name) {
    const running = this.step === RUN && !this.done;
    const last = this.step === STEPS.length - 1;
    const before = this.step === REVEAL ? PREDICT : this.step - 1;
    const main = { class: "main" };
    return h(
      "p",
      { class: "row" },
      button(t("exercise.stop"), () => this.stopExercise(), { id: "exercise-stop" }),
      this.step > 0 && this.step !== RUN ? button(t("exercise.back"), () => this.go(before)) : null,
      running ? button(t("exercise.go_on"), () => this.goOn(), { id: "exercise-go-on" }) : null,
      last ? button(t("exercise.another"), () => this.offer(), main) : null,
      running || last
        ? null
        : button(t(`exercise.next_${name}`), () => this.go(this.step + 1), { id: "exercise-next", ...main }),
    );
  }

  draw() {
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
