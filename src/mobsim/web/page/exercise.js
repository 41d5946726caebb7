// A guided exercise: question, the room's prediction, the run, whether it came out so, what to talk about.

import { Comparison } from "./comparison.js";
import { byId, h, setText } from "./dom.js";
import { language, number, percent, t } from "./words.js";

const STEPS = ["question", "predict", "run", "reveal", "talk"];
const ENOUGH = 5; // other pairs of towns that must have come before luck can be judged

export class Exercise {
  constructor(host, page) {
    this.page = page;
    this.host = host;
    this.data = null;
    this.guess = "";
  }

  start(data) {
    this.data = data;
    this.towns = new Comparison(this.page, data);
    this.step = 0;
    this.guess = "";
    this.choice = null;
    this.fresh();
    this.page.tabs.hide("exercise", false);
    this.page.tabs.open("exercise");
    this.page.measure = data.measure;
    this.page.start({ scenario: data.scenario, a: data.a, b: data.b, seed: data.seed });
    this.render();
  }

  stop() {
    this.data = null;
    this.page.tabs.hide("exercise", true);
    if (this.page.tabs.current === "exercise") this.page.tabs.open("decide");
  }

  ready() {
    if (!this.data) return;
    this.fresh();
    this.page.show(this.data.measure);
  }

  /** Forget what was done in towns that are gone. */
  fresh() {
    this.fired = 0;
    this.done = false;
  }

  /** Fire what the exercise foresees, on its day; stop at its end. */
  update(frame) {
    if (!this.data || this.done || STEPS[this.step] !== "run") return;
    if (frame.day >= this.stopAt && !frame.playing) this.arrived();
    else this.drawProgress(frame.day);
  }

  /** Live to the next thing that the exercise foresees. */
  goOn() {
    const day = this.page.frame?.day ?? 0;
    const due = this.data.events.slice(this.fired).filter((event) => event.day <= day);
    for (const event of due) {
      const { day: _, ...decision } = event;
      this.page.send(decision);
      this.fired += 1;
    }
    const next = this.data.events[this.fired]?.day ?? this.data.weeks * 7;
    this.stopAt = Math.min(next, this.data.weeks * 7);
    this.page.transport.start(this.stopAt - day);
  }

  arrived() {
    if (this.fired < this.data.events.length && this.stopAt < this.data.weeks * 7) {
      this.goOn();
      return;
    }
    this.done = true;
    this.render();
    byId("exercise-next").focus();
  }

  go(step) {
    this.step = step;
    this.render();
    if (STEPS[step] === "run" && !this.done) this.goOn();
    this.host.parentElement.scrollTop = 0;
  }

  get text() {
    return this.data.words[language()];
  }

  render() {
    if (!this.data) return;
    const name = STEPS[this.step];
    const head = [h("h3", {}, this.text.title), h("p", { class: "step" }, t("exercise.step", { step: number(this.step + 1), of: number(STEPS.length), name: t(`exercise.${name}`) }))];
    this.host.replaceChildren(h("div", { class: "exercise" }, ...head, ...this[name](), this.foot(name)));
  }

  question() {
    return [h("p", { class: "question" }, this.text.question), ...this.text.setting.map((line) => h("p", {}, line))];
  }

  predict() {
    const options = this.data.answers.map((answer, n) => h("button", { type: "button", class: "wide", "aria-pressed": String(this.choice === n), onclick: () => ((this.choice = n), this.render()) }, answer.words[language()]));
    const area = h("textarea", { id: "guess", oninput: () => (this.guess = area.value) });
    area.value = this.guess;
    return [h("p", { class: "question" }, this.text.predict), ...options.map((option) => h("p", {}, option)), h("label", { for: "guess" }, t("exercise.own_words")), area];
  }

  run() {
    this.bar = h("progress", { max: this.data.weeks * 7, value: this.page.frame?.day ?? 0, "aria-label": t("exercise.run") });
    return [h("p", { class: "question" }, this.done ? t("exercise.done") : this.text.watch), this.bar, this.guessed()];
  }

  reveal() {
    this.writers = [...this.data.reveal.map((outcome) => () => this.towns.finding(outcome)), ...this.towns.paths()];
    this.found = this.writers.map((write) => h("p", { class: "finding" }, write()));
    this.judged = h("div", { class: "verdict", role: "status" });
    this.written = null;
    const computed = t("exercise.computed", { last: number(this.towns.lastWeeks), weeks: number(this.data.weeks) });
    this.luck = h("p", { class: "quietly" });
    this.judge();
    return [this.guessed(), this.judged, h("p", {}, computed), ...this.found, this.luck];
  }

  talk() {
    const points = this.data.points.filter((point) => this.towns.holds(point));
    return [h("ol", { class: "points" }, points.map((point) => h("li", {}, point.words[language()], point.source ? h("small", {}, point.source) : null)))];
  }

  guessed() {
    const guess = [this.choice === null ? "" : this.data.answers[this.choice].words[language()], this.guess].filter(Boolean).join(" – ");
    return h("p", { class: "guess" }, guess ? t("exercise.guessed", { said: guess }) : t("exercise.no_guess"));
  }

  /** Say whether the room was right, and which of the answers offered is; anew when other pairs of towns have come. */
  judge() {
    const parts = this.verdict();
    setText(this.luck, t(this.towns.come < this.page.history.band.seeds ? "exercise.luck_coming" : "exercise.luck"));
    const text = parts.flat().join("\n");
    if (text === this.written) return;
    this.written = text;
    const [head, checks, ...more] = parts;
    this.judged.replaceChildren(h("p", { class: "head" }, head), h("ul", {}, checks.map((each) => h("li", {}, each))), ...more.map((each) => h("p", {}, each)));
  }

  verdict() {
    const { come } = this.towns;
    const { seeds } = this.page.history.band;
    const later = come < seeds ? [t("exercise.preliminary", { seeds: number(come), of: number(seeds) })] : [];
    if (come < Math.min(seeds, ENOUGH)) return [t("exercise.verdict_waiting"), [], ...later];
    const { answers } = this.data;
    const expected = answers[this.choice]?.when ?? [];
    const met = expected.filter((condition) => this.towns.came(condition)).length;
    const kind = this.choice === null ? "none" : met === expected.length ? "right" : met ? "partly" : "wrong";
    const parts = [t(`exercise.verdict_${kind}`, { met: number(met), of: number(expected.length) }), expected.map((each) => this.check(each))];
    if (kind !== "right") {
      const holding = answers.filter((answer) => this.towns.holds(answer)).map((answer) => t("exercise.holding", { said: answer.words[language()] }));
      parts.push(...(holding.length ? holding : [t("exercise.none_holding")]));
    }
    if (expected.some(([outcome]) => outcome.includes("@"))) parts.push(t("exercise.one_pair"));
    return [...parts, ...later];
  }

  check(condition) {
    const [outcome, way] = condition;
    const what = t(`exercise.expected_${way}`, { name: this.towns.nameOf(outcome) });
    const { ratio } = this.towns.compare(outcome);
    const values = { what, share: percent(ratio - 1, { sign: true }), came: t(`exercise.came_${this.towns.way(outcome)}`) };
    return t(this.towns.came(condition) ? "exercise.met" : "exercise.missed", values);
  }

  foot(name) {
    const buttons = [h("button", { type: "button", id: "exercise-stop", onclick: () => this.stop() }, t("exercise.stop"))];
    if (this.step > 0 && name !== "run") buttons.push(h("button", { type: "button", onclick: () => this.go(name === "reveal" ? 1 : this.step - 1) }, t("exercise.back")));
    if (name !== "talk" && (name !== "run" || this.done)) buttons.push(h("button", { type: "button", class: "main", id: "exercise-next", onclick: () => this.go(this.step + 1) }, t(`exercise.next_${name}`)));
    if (name === "talk") buttons.push(h("button", { type: "button", class: "main", onclick: () => byId("open-exercises").click() }, t("exercise.another")));
    if (name === "run" && !this.done) buttons.push(h("button", { type: "button", id: "exercise-go-on", onclick: () => this.goOn() }, t("exercise.go_on")));
    return h("p", { class: "row" }, buttons);
  }

  drawProgress(day) {
    if (this.bar) this.bar.value = day;
  }

  draw() {
    if (!this.data || STEPS[this.step] !== "reveal") return;
    this.found.forEach((line, n) => setText(line, this.writers[n]()));
    this.judge();
  }

  words() {
    this.render();
  }
}
