// Why a curve moved: parts that add up, neighbourhoods, and flows that act on it, all counted by the run's ledger.

import { button, h, show } from "../../screen/dom.js";
import { LETTERS, THIRD } from "../../screen/history.js";
import { compareTowns } from "../../screen/reading.js";
import { named, number, percent, t, textOf } from "../../screen/words.js";
import { Choice } from "./choice.js";
import { kindOf } from "./flags.js";
import { luckText } from "./reading_text.js";
import { storyText } from "./story_line.js";

const DAYS_IN_WEEK = 7;
const WAYS = ["first", "second", "gap"];
const NOTES_SHOWN = 3;
/** Parts of a change, and changes of a flow, that are too small to speak of. */
const SLIGHT = 0.02;

export class Why {
  constructor(state, { send }) {
    this.state = state;
    this.send = send;
    this.letters = ["a", "b"];
    this.which = new Choice(
      WAYS,
      (way) => `why-${way}`,
      (way) => this.choose(way),
    );
    this.title = h("h3", { tabindex: "-1", id: "why-title" });
    this.body = h("div", { "aria-live": "polite" });
    this.leave = button("", () => this.close(), { id: "why-close", class: "quiet" });
    this.root = h(
      "section",
      { class: "why", "aria-labelledby": "why-title" },
      this.title,
      this.which.root,
      this.body,
      this.leave,
    );
    this.close();
  }

  /** Ask about the outcome, the week and the period that are looked at now; the answer stays while towns run on. */
  ask(way) {
    const { outcome, asOf: week, period, history } = this.state;
    this.way = way;
    this.letters = history.letters;
    this.asked = { outcome, week };
    this.found = null;
    this.words();
    this.send({ do: "explain", outcome, week, weeks: period, towns: this.letters.join("") });
    this.draw();
    this.title.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
  }

  receive(found) {
    if (this.asked?.outcome === found.outcome && found.towns === this.letters.join("")) this.found = found;
    this.drawn = null;
  }

  choose(way) {
    this.way = way;
    this.draw();
  }

  /** The history with the towns that were asked about, whatever is compared now. */
  get history() {
    return this.state.history.between(...this.letters.map((letter) => LETTERS.indexOf(letter)));
  }

  /** The town that a way is about. */
  townOf(way) {
    return t(`town.${this.letters[WAYS.indexOf(way)]}`);
  }

  forgetThird() {
    if (!this.letters.includes(LETTERS[THIRD])) return;
    this.letters = ["a", "b"];
    this.close();
  }

  close() {
    this.asked = this.found = this.drawn = null;
    show(this.root, false);
  }

  draw() {
    show(this.root, Boolean(this.asked));
    if (!this.asked) return;
    const { found, way } = this;
    const key = `${way};${found?.week};${this.history.luck.come(found?.week ?? 0)}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.title.textContent = t("moved.title", { name: named("outcomes", this.asked.outcome) });
    this.which.mark(way);
    this.body.replaceChildren(...(found ? this.answer(found) : [h("p", { class: "quietly" }, t("moved.waiting"))]));
  }

  answer(found) {
    const told = found[this.way];
    if (!told || told.before === null || told.now === null) return [h("p", {}, t("moved.nothing_before"))];
    return [
      h("p", { class: "moved" }, this.sentence(found, told)),
      ...this.notes(found),
      ...this.parts(found, told),
      ...this.flows(told),
      ...this.places(found, told),
      h("p", { class: "quietly" }, told.parts.length ? `${t("moved.adds_up")} ` : "", t("moved.note")),
    ];
  }

  text(outcome, value) {
    return textOf(this.state.picture.outcomes[outcome], value);
  }

  /** A change with its sign, one digit finer than the value itself: parts are small. */
  signed(outcome, value) {
    const unit = this.state.picture.outcomes[outcome]?.unit ?? "";
    const text = unit.startsWith("0-1") ? number(Math.abs(value), 3) : this.text(outcome, Math.abs(value));
    return `${value < 0 ? "−" : "+"}${text}`;
  }

  sentence({ outcome, week, weeks }, { before, now }) {
    const change = percent((now - before) / before, { sign: true });
    const values = { before: this.text(outcome, before), now: this.text(outcome, now), change };
    const when = { week: number(week), weeks: number(weeks) };
    if (this.way !== "gap") return t("moved.against_before", { town: this.townOf(this.way), ...when, ...values });
    const luck = luckText(compareTowns(this.history, outcome, week, weeks));
    return t("moved.against_town", { ...when, ...values, ...this.inCapitals, luck });
  }

  parts({ outcome }, { parts, before, now }) {
    if (!parts.length) return [];
    const most = Math.max(...parts.map(([, share]) => Math.abs(share)));
    const sorted = [...parts].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
    const rows = sorted.map(([name, share]) => {
      const bar = h("i", { class: share < 0 ? "share down" : "share up", "aria-hidden": "true" });
      bar.style.width = `${Math.round((50 * Math.abs(share)) / (most || 1))}%`;
      return h("li", {}, partName(name), h("b", {}, this.signed(outcome, share)), h("span", { class: "track" }, bar));
    });
    const total = h("li", { class: "total" }, t("moved.total"), h("b", {}, this.signed(outcome, now - before)));
    return [h("h4", {}, t("moved.parts")), h("ul", { class: "parts" }, ...rows, total)];
  }

  places({ outcome }, { places }) {
    if (!places.length) return [];
    const rows = places.map(([area, from, to, share]) => {
      const values = { from: this.text(outcome, from), to: this.text(outcome, to) };
      const moved = { area: this.state.areaName(area), share: this.signed(outcome, share) };
      return h("li", {}, t("moved.place", { ...moved, ...values }));
    });
    return [h("h4", {}, t("moved.places")), h("ul", {}, ...rows)];
  }

  /** What acts on the outcome; what changed most first. */
  flows({ flows }) {
    const change = ([, before, now]) => (before ? (now - before) / before : now ? Infinity : 0);
    const sorted = flows.filter(([, a, b]) => a !== null && b !== null && (a || b));
    sorted.sort((one, other) => Math.abs(change(other)) - Math.abs(change(one)));
    const rows = sorted.map((flow) => {
      const [name, before, now, push] = flow;
      const share = change(flow);
      const still = Math.abs(share) < SLIGHT;
      const way = still ? "still" : share * push > 0 ? "up" : "down";
      const values = {
        from: this.text(name, before),
        to: this.text(name, now),
        change: percent(share, { sign: true }),
      };
      return h(
        "li",
        { class: way },
        `${t("page.pair", { name: named("outcomes", name), value: t("moved.flow", values) })} `,
        h("b", {}, t(`moved.${way}`)),
      );
    });
    return rows.length ? [h("h4", {}, t("moved.flows")), h("ul", {}, ...rows)] : [];
  }

  /** Decisions and events of the weeks in question, in the words of the account. */
  notes({ week, weeks }) {
    const sides = this.way === "gap" ? [0, 1] : [WAYS.indexOf(this.way)];
    const told = new Set(sides.flatMap((side) => this.history.entriesOf(side)));
    const [first, last] = [(week - 2 * weeks) * DAYS_IN_WEEK, week * DAYS_IN_WEEK];
    const found = this.state.history.story.filter((entry) => {
      const kind = kindOf(entry);
      return (kind === "event" || kind === "decision") && told.has(entry) && entry.day >= first && entry.day < last;
    });
    if (!found.length) return [];
    const rows = found.slice(-NOTES_SHOWN).map((entry) => {
      const when = t("story.week", { week: number(Math.floor(entry.day / DAYS_IN_WEEK)) });
      const name = [when, ...[...entry.towns].map((side) => t(`town.${side}`))].join(", ");
      return h("li", {}, t("page.pair", { name, value: storyText(this.state, entry) }));
    });
    return [h("h4", {}, t("moved.account")), h("ul", {}, ...rows)];
  }

  get inCapitals() {
    const [first, second] = this.letters.map((letter) => letter.toUpperCase());
    return { first, second };
  }

  words() {
    this.which.words(t("moved.which"), (way) => (way === "gap" ? t("moved.gap", this.inCapitals) : this.townOf(way)));
    this.leave.textContent = t("dialog.close");
    this.drawn = null;
  }
}

/** The name of a part: a type of crime, or a step on the way. */
function partName(name) {
  const step = t(`moved.steps.${name}`);
  return step.startsWith("moved.") ? named("problems", name) : step;
}
