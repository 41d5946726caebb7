// A guided exercise: question, the room's prediction, the run, what was computed, what to talk about.

import { h, say } from "./dom.js";
import { mean } from "./history.js";
import { language, named, number, percent, t } from "./words.js";

const STEPS = ["question", "predict", "run", "reveal", "talk"];
const UNCLEAR = 0.005;

export class Exercise {
  constructor(host, page) {
    this.page = page;
    this.host = host;
    this.data = null;
    this.guess = "";
  }

  start(data) {
    this.data = data;
    this.step = 0;
    this.guess = "";
    this.choice = null;
    this.fired = 0;
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
    this.fired = 0;
    this.page.show(this.data.measure);
  }

  /** Fire what the exercise foresees, on its day; stop at its end. */
  take(frame) {
    if (!this.data || STEPS[this.step] !== "run") return;
    if (frame.day >= this.stopAt && !frame.playing) this.arrived();
    else this.drawProgress(frame.day);
  }

  begin() {
    this.fired = 0;
    this.step = STEPS.indexOf("run");
    this.render();
    this.goOn();
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
    this.step = STEPS.indexOf("reveal");
    this.render();
  }

  go(step) {
    this.step = step;
    if (STEPS[step] === "run") this.begin();
    else this.render();
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
    const options = this.text.choices.map((choice, n) => h("button", { type: "button", class: "wide", "aria-pressed": String(this.choice === n), onclick: () => ((this.choice = n), this.render()) }, choice));
    const area = h("textarea", { id: "guess", oninput: () => (this.guess = area.value) });
    area.value = this.guess;
    return [h("p", { class: "question" }, this.text.predict), ...options.map((option) => h("p", {}, option)), h("label", { for: "guess" }, t("exercise.own_words")), area];
  }

  run() {
    return [h("p", { class: "question" }, this.text.watch), (this.bar = h("progress", { max: this.data.weeks * 7, value: this.page.frame?.day ?? 0, "aria-label": t("exercise.run") })), this.guessed()];
  }

  reveal() {
    return [this.guessed(), h("p", {}, t("exercise.computed", { last: number(this.lastWeeks), weeks: number(this.data.weeks) })), ...(this.found = this.data.reveal.map((outcome) => h("p", { class: "finding" }, this.finding(outcome)))), h("p", { class: "quietly" }, t("exercise.luck"))];
  }

  talk() {
    const points = this.data.points.filter((point) => !point.when || point.when.every(([outcome, way]) => this.way(outcome) === way));
    return [h("ol", { class: "points" }, points.map((point) => h("li", {}, point.words[language()], point.source ? h("small", {}, point.source) : null)))];
  }

  guessed() {
    const said = [this.choice === null ? "" : this.text.choices[this.choice], this.guess].filter(Boolean).join(" – ");
    return h("p", { class: "guess" }, said ? t("exercise.guessed", { said }) : t("exercise.no_guess"));
  }

  /** Weeks at the end of the run over which towns are compared: a quarter of it. */
  get lastWeeks() {
    return Math.ceil(this.data.weeks / 4);
  }

  /** Compare the towns in an outcome over the last quarter of the run, with the background towns' range. */
  compare(named) {
    const { history } = this.page;
    const weeks = this.lastWeeks;
    const [outcome, part] = named.split("@");
    if (part) return { ratio: this.ofPart(1, outcome, part, weeks) / this.ofPart(0, outcome, part, weeks), seeds: 0, part };
    const ratio = history.ratio(outcome, history.last, weeks);
    const reference = history.over(0, outcome, history.last, weeks);
    const [low, high] = history.band.late?.[weeks]?.[outcome] ?? [];
    const seeds = history.band.counts.length === history.weeks.length ? history.band.counts.at(-1) : 0;
    return { ratio, seeds, low: low / reference, high: high / reference };
  }

  /** An outcome in the fifth of residents who live in the least or the most deprived neighbourhoods. */
  ofPart(side, outcome, part, weeks) {
    const { map } = this.page.picture;
    const { history } = this.page;
    const order = map.deprivation.map((value, at) => [part === "most" ? -value : value, at]).sort((a, b) => a[0] - b[0]);
    const fifth = map.population.reduce((sum, each) => sum + each, 0) / 5;
    let [people, sum] = [0, 0];
    for (const [, at] of order) {
      if (people >= fifth) break;
      const values = history.weeks.slice(-weeks).map((week) => week[side].areas[outcome][at]);
      people += map.population[at];
      sum += map.population[at] * mean(values);
    }
    return sum / people;
  }

  /** Whether town B came out lower, higher, or not clearly either, by all background towns that there are. */
  way(outcome) {
    const { ratio, seeds, low, high } = this.compare(outcome);
    if (Math.abs(ratio - 1) < UNCLEAR || !Number.isFinite(ratio)) return "unclear";
    if (seeds && low < 0 && high > 0) return "unclear";
    return ratio < 1 ? "lower" : "higher";
  }

  finding(outcome) {
    const { ratio, seeds, low, high, part } = this.compare(outcome);
    const whole = named("outcomes", outcome.split("@")[0]);
    const name = part ? t(`exercise.${part}`, { name: whole }) : whole;
    const way = ratio < 1 ? "lower" : "higher";
    const said = Math.abs(ratio - 1) < UNCLEAR ? t("exercise.same", { name }) : t(`exercise.${way}`, { name, share: percent(Math.abs(ratio - 1)) });
    if (part) return said;
    if (!seeds) return `${said} ${t("exercise.no_band")}`;
    const range = t("exercise.band", { seeds: number(seeds), low: percent(low, { sign: true }), high: percent(high, { sign: true }) });
    if (Math.abs(ratio - 1) < UNCLEAR) return `${said} ${range}`;
    return `${said} ${range} ${t(this.way(outcome) === "unclear" ? "exercise.may_be_luck" : "exercise.beyond_luck")}`;
  }

  foot(name) {
    const buttons = [h("button", { type: "button", id: "exercise-stop", onclick: () => this.stop() }, t("exercise.stop"))];
    if (this.step > 0 && name !== "run") buttons.push(h("button", { type: "button", onclick: () => this.go(name === "reveal" ? 1 : this.step - 1) }, t("exercise.back")));
    if (name !== "run" && name !== "talk") buttons.push(h("button", { type: "button", class: "main", id: "exercise-next", onclick: () => this.go(this.step + 1) }, t(`exercise.next_${name}`)));
    if (name === "run") buttons.push(h("button", { type: "button", id: "exercise-go-on", onclick: () => this.goOn() }, t("exercise.go_on")));
    return h("p", { class: "row" }, buttons);
  }

  drawProgress(day) {
    if (this.bar) this.bar.value = day;
  }

  draw() {
    if (this.data && STEPS[this.step] === "reveal") this.found.forEach((line, n) => say(line, this.finding(this.data.reveal[n])));
  }

  words() {
    this.render();
  }
}
