// The first three minutes: twenty people, one lever, one surprise, told by doing; then the town.

import { button, byId, h, setText, show } from "../../../screen/dom.js";
import { ENOUGH } from "../../../screen/luck.js";
import { compareTowns, wayOf } from "../../../screen/reading.js";
import { number, percent, t } from "../../../screen/words.js";
import { Part } from "../parts.js";
import { luckText } from "../reading_text.js";
import { ANSWERS, DAYS, FIRST, stepOf, TWICE, WEEKS } from "../start_steps.js";
import { OPENING } from "../state.js";

const SEED = 3;
const SPEED = "28";

export class Start extends Part {
  static tab = "start";
  static onDemand = true;
  static needs = [
    "state",
    "send",
    "show",
    "start",
    "enter",
    "run",
    "openTab",
    "hideTab",
    "openedTab",
    "closeDialog",
    "inExercise",
    "stopExercise",
  ];
  static gives = ["beginFirst", "inFirst"];

  constructor(host, tools) {
    super(host, tools);
    this.forget();
    byId("open-start").addEventListener("click", () => this.beginFirst());
  }

  forget() {
    this.met = false;
    this.choice = null;
    this.written = null;
  }

  /** Begin on the street of twenty. */
  beginFirst() {
    this.closeDialog();
    if (this.inExercise()) this.stopExercise();
    this.forget();
    this.start({ scenario: FIRST, a: "status_quo", b: "status_quo", seed: SEED });
    this.open();
  }

  inFirst() {
    return this.state.order?.scenario === FIRST;
  }

  open() {
    this.hideTab("start", false);
    this.openTab("start");
  }

  /** On to the town: the first that the server has. */
  leave() {
    Object.assign(this.state, OPENING);
    this.start({});
  }

  started() {
    if (!this.inFirst()) this.close();
  }

  ready() {
    if (!this.inFirst()) return this.close();
    this.written = null;
    this.show("trust");
    this.state.period = WEEKS;
    return this.open();
  }

  close() {
    const open = this.openedTab() === "start";
    this.hideTab("start", true);
    if (open) this.openTab("decide");
  }

  get step() {
    const { frame, zoomed } = this.state;
    this.met ||= zoomed;
    const budget = frame?.levers[1].budget ?? 1;
    return stepOf({
      day: frame?.day ?? 0,
      playing: frame?.playing ?? false,
      met: this.met,
      budget,
      choice: this.choice,
    });
  }

  update() {
    if (this.inFirst()) this.render();
  }

  draw() {
    if (this.inFirst()) this.render();
  }

  /** Write the step anew where another one is due; figures that may still change are set in place. */
  render() {
    const { step } = this;
    if (step !== this.written) this.write(step);
    if (step === "lever") this.readLever();
    if (step === "run") this.bar.value = this.state.frame.day;
    if (step === "surprise") this.judge();
  }

  write(step) {
    const focused = this.written !== null && this.host.contains(document.activeElement);
    this.written = step;
    const body = {
      meet: this.meeting,
      lever: this.pulling,
      say: this.saying,
      run: this.running,
      surprise: this.telling,
    };
    const head = [h("h3", {}, t("start.title")), h("p", { class: "step" }, t(`start.steps.${step}`))];
    this.host.replaceChildren(h("div", { class: "exercise first" }, ...head, ...body[step].call(this)));
    if (focused) this.host.querySelector(".main, input, button")?.focus();
  }

  meeting() {
    const see = button(t("start.see"), () => this.enter(0), { id: "start-see", class: "main" });
    const after = () => this.open();
    see.addEventListener("click", after);
    return [h("p", { class: "question" }, t("start.meet")), h("p", {}, t("start.twins")), h("p", {}, see)];
  }

  pulling() {
    const move = () => {
      this.send({ do: "budget", towns: "b", budget: Number(this.lever.value) });
      this.readLever();
    };
    this.lever = h("input", { type: "range", id: "start-lever", min: 0.5, max: TWICE, step: 0.25, oninput: move });
    this.lever.value = "1";
    this.reads = h("output", { for: "start-lever" });
    const label = h("label", { for: "start-lever" }, t("start.lever_name"));
    const row = h("div", { class: "lever" }, label, this.lever, this.reads);
    return [h("p", { class: "question" }, t("start.lever")), row, h("p", {}, t("start.lever_does"))];
  }

  readLever() {
    setText(this.reads, percent(Number(this.lever.value), { decimals: 0 }));
    this.lever.setAttribute("aria-valuetext", this.reads.textContent);
  }

  saying() {
    const say = (n) => {
      this.choice = n;
      this.send({ do: "speed", days: Number(SPEED) });
      this.run(DAYS - (this.state.frame?.day ?? 0));
      this.render();
    };
    const answers = ANSWERS.map((way, n) =>
      h(
        "p",
        {},
        button(t(`start.answers.${way}`), () => say(n), { id: `start-say-${way}`, class: n ? "wide" : "wide main" }),
      ),
    );
    return [h("p", { class: "question" }, t("start.say")), ...answers];
  }

  running() {
    this.bar = h("progress", { max: DAYS, value: this.state.frame?.day ?? 0, "aria-label": t("start.steps.run") });
    const rest = () => this.run(DAYS - (this.state.frame?.day ?? 0));
    const goOn = button(t("exercise.go_on"), rest, { id: "start-go-on" });
    return [h("p", { class: "question" }, t("start.run")), this.bar, h("p", {}, goOn)];
  }

  telling() {
    this.verdict = h("p", { class: "question", role: "status" });
    this.facts = h("p", {});
    this.luck = h("p", { class: "quietly" });
    this.why = h("p", {});
    const town = button(t("start.town"), () => this.leave(), { id: "start-town", class: "main" });
    return [this.verdict, this.facts, this.luck, this.why, h("p", {}, t("start.learnt")), h("p", {}, town)];
  }

  /** Tell what came out, as it was counted; of luck as soon as other streets have come. */
  judge() {
    const { history } = this.state;
    const trust = compareTowns(history, "trust", WEEKS, WEEKS);
    const way = wayOf(trust);
    setText(this.verdict, way === null ? t("start.waiting") : this.sentence(way));
    setText(this.facts, t("start.facts", this.meetings()));
    const come = { come: number(trust.seeds), of: number(ENOUGH), luck: luckText(trust) };
    setText(this.luck, t(way === null ? "start.luck_early" : "start.luck", come));
    show(this.why, way !== null);
    if (way !== null) setText(this.why, t(`start.why.${way}`));
  }

  sentence(way) {
    const said =
      this.choice === null ? "" : `${t("start.said", { said: t(`start.answers.${ANSWERS[this.choice]}`) })} `;
    return `${said}${t(`start.came.${way}`)}`;
  }

  /** How often each of the twenty met police in the half-year, and how many of these contacts went badly. */
  meetings() {
    const { history } = this.state;
    const each = (side, outcome) => (history.over(side, outcome, WEEKS, WEEKS) / 1000) * (WEEKS / 52);
    const rows = ["a", "b"].map((town, side) => {
      const [good, bad] = ["contacts_good", "contacts_bad"].map((outcome) => each(side, outcome));
      return [town, number(good + bad, 1), number(bad, 1), number(history.over(side, "trust", WEEKS, WEEKS), 2)];
    });
    return Object.fromEntries(
      rows.flatMap(([town, all, bad, trust]) => [
        [`${town}_all`, all],
        [`${town}_bad`, bad],
        [`${town}_trust`, trust],
      ]),
    );
  }

  words() {
    this.written = null;
    if (this.inFirst() && this.state.begun) this.render();
  }
}
