// A sheet to take home: what was asked, what the room expected, what came out, luck and doubt, what to talk about; on
// one page of paper, printed or saved as a file that needs nothing else.

import { button, download, h, s, show } from "../../screen/dom.js";
import { LETTERS, THIRD } from "../../screen/history.js";
import { ENOUGH } from "../../screen/luck.js";
import { compareTowns } from "../../screen/reading.js";
import { language, named, namedOr, number, t, textOf } from "../../screen/words.js";
import { Drawing } from "./drawing.js";
import { Part } from "./parts.js";
import { changeText, luckText, rangeText } from "./reading_text.js";
import { handsText } from "./scenes.js";
import { storyText } from "./story_line.js";

const FIGURES = ["true_crime", "recorded_crime", "insecurity", "trust"];
const QUESTIONS = ["see", "why", "else", "here"];
const MOST_DECISIONS = 6;
/** Sizes of type, from which the largest is taken that fits the page, as classes of the sheet. */
const SIZES = 7;
/** What fits both A4 and Letter within their margins, in points of the screen at 96 to the inch. */
const PAGE_HEIGHT = 945;
const STYLES = ["../../screen/screen.css", "sheet.css"];
const [WIDTH, HEIGHT] = [560, 170];

export class Sheet extends Part {
  static needs = ["state", "forecast", "exerciseNow", "openDialog"];
  static gives = ["openSheet"];

  openSheet() {
    if (!this.state.begun) return;
    const sheet = this.write();
    this.host.replaceChildren(...sheet.childNodes);
    this.fit();
    const shown = h("div", { class: "sheet-frame", tabindex: "0", role: "region", "aria-label": t("sheet.title") });
    const copy = this.host.cloneNode(true);
    copy.removeAttribute("id");
    show(copy, true);
    shown.append(copy);
    this.openDialog(
      t("sheet.title"),
      [shown],
      [
        button(t("sheet.print"), () => this.print(), { id: "print-sheet" }),
        button(t("sheet.save"), () => this.save(), { id: "save-sheet", class: "main" }),
      ],
    );
  }

  /** Set it as large as the page of paper allows. */
  fit() {
    const { host } = this;
    show(host, true);
    for (let size = 0; size < SIZES; size += 1) {
      host.className = `sheet size-${size}`;
      if (host.scrollHeight <= PAGE_HEIGHT) break;
    }
    show(host, false);
  }

  print() {
    show(this.host, true);
    document.body.classList.add("printing-sheet");
    const done = () => {
      document.body.classList.remove("printing-sheet");
      show(this.host, false);
    };
    addEventListener("afterprint", done, { once: true });
    window.print();
  }

  async save() {
    const answers = await Promise.all(STYLES.map((name) => fetch(new URL(name, import.meta.url))));
    const style = (await Promise.all(answers.map((answer) => answer.text()))).join("\n");
    const page = document.implementation.createHTMLDocument(this.title);
    const charset = page.createElement("meta");
    charset.setAttribute("charset", "utf-8");
    page.head.prepend(charset);
    page.body.className = "sheet-page";
    const copy = page.importNode(this.host, true);
    copy.removeAttribute("hidden");
    page.body.append(copy);
    // written as text: the page's own policy allows no styles but from files
    const [head, body] = [page.head, page.body].map((each) => each.outerHTML);
    const styled = head.replace("</head>", () => `<style>\n${style}</style></head>`);
    const text = `<!doctype html>\n<html lang="${language()}">${styled}${body}</html>\n`;
    download(`${this.fileName}.html`, text, "text/html");
  }

  get fileName() {
    return t("sheet.file", {
      week: this.state.two.last,
      town: this.state.picture.scenario.replaceAll(/\W+/g, "-"),
    });
  }

  /** What the town is called, in the language of the room where the page has words for it. */
  get town() {
    const { scenario, title } = this.state.picture;
    return namedOr("scenarios", scenario, title);
  }

  get title() {
    return this.exerciseNow()?.text.title ?? this.town;
  }

  // What stands on it

  write() {
    const exercise = this.exerciseNow();
    const parts = [
      this.head(exercise),
      this.expected(exercise),
      this.came(exercise),
      this.branch(),
      this.talk(exercise),
    ];
    return h("article", {}, ...parts.flat(), this.foot());
  }

  head(exercise) {
    const { state } = this;
    const date = new Intl.DateTimeFormat(language() === "fr" ? "fr-CA" : "en-CA", { dateStyle: "long" }).format();
    const facts = { town: this.town, weeks: number(state.history.last), date };
    const strategies = ["a", "b"].map((side) => named("strategies", state.order[side]));
    const setting = exercise?.text.setting ?? [t("sheet.setting", { a: strategies[0], b: strategies[1] })];
    const decided = exercise ? [] : this.decisions();
    return [
      h("p", { class: "facts-line" }, h("strong", {}, "mobsim"), ` ${t("sheet.facts", facts)}`),
      h("h2", {}, this.title),
      h("p", { class: "asked" }, exercise?.text.question ?? this.forecast().askedText),
      h("p", { class: "setting" }, [...setting, ...decided].join(" ")),
    ];
  }

  /** The first things that were decided, in the account's words. */
  decisions(wanted = ({ towns }) => towns !== LETTERS[THIRD]) {
    const decided = this.state.history.story.filter(({ key, gone }) => !gone && key.startsWith("decided_"));
    const all = decided.filter(wanted);
    const told = all.slice(0, MOST_DECISIONS).map((entry) => {
      const towns = [...entry.towns].map((side) => side.toUpperCase()).join(", ");
      return t("sheet.decided", {
        week: number(Math.floor(entry.day / 7)),
        towns,
        what: storyText(this.state, entry),
      });
    });
    return all.length > MOST_DECISIONS
      ? [...told, t("sheet.more", { count: number(all.length - MOST_DECISIONS) })]
      : told;
  }

  expected(exercise) {
    const asked = this.forecast();
    const { handsCounted, isDrawn } = asked;
    const parts = [h("h3", {}, t("sheet.expected"))];
    if (handsCounted) parts.push(this.hands(asked.bars));
    if (exercise?.guess) parts.push(h("p", { class: "guess" }, t("exercise.guessed", { said: exercise.guess })));
    if (isDrawn) parts.push(this.curve(asked), ...asked.scoreLines.map((line) => h("p", {}, line)));
    if (parts.length === 1) parts.push(h("p", {}, t("exercise.no_guess")));
    return parts;
  }

  hands(bars) {
    const row = ({ text, count, share, holds, chosen }) => {
      const rect = s("rect", { width: (100 * share).toFixed(1), height: 10, class: holds ? "holds" : "" });
      const bar = s(
        "svg",
        { viewBox: "0 0 100 10", preserveAspectRatio: "none", class: "hand-bar", "aria-hidden": "true" },
        rect,
      );
      const mark = holds ? `✓ ${text}` : text;
      return [h("span", { class: chosen ? "most" : "" }, mark), bar, h("span", { class: "count" }, number(count))];
    };
    return h("div", { class: "hands-sheet" }, bars.flatMap(row), h("p", { class: "small" }, handsText(bars)));
  }

  /** What was drawn and what came, as a picture that stays as it is. */
  curve(asked) {
    const drawing = new Drawing(h("div"), { stroke: () => {}, size: () => {} });
    Object.assign(drawing, { width: WIDTH, height: HEIGHT });
    drawing.draw({ ...asked.chart(), week: null });
    const picture = drawing.root.cloneNode(true);
    picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    const { outcome } = asked.drawing;
    const unit = named("units", this.state.picture.outcomes[outcome]?.unit ?? "");
    const key = [named("outcomes", outcome), unit, t("curves.key"), t("room.pencil")].filter(Boolean).join(" · ");
    return h("figure", {}, h("figcaption", {}, key), picture);
  }

  came(exercise) {
    const judged = exercise?.judged;
    const body = judged
      ? [
          h("p", { class: "verdict-line" }, judged.head),
          h(
            "ul",
            { class: "findings" },
            [...judged.checks, ...exercise.findings].map((line) => h("li", {}, line)),
          ),
        ]
      : [
          h(
            "ul",
            {},
            FIGURES.map((outcome) => h("li", {}, this.figure(outcome))),
          ),
        ];
    const { luck, last } = this.state.two;
    const come = luck.come(last);
    const about = come >= ENOUGH ? "sheet.luck" : "sheet.luck_early";
    const doubt = this.state.picture.ensemble ? ` ${t("help.doubt", this.state.picture.ensemble)}` : "";
    const values = { seeds: number(come), of: number(ENOUGH) };
    return [h("h3", {}, t("sheet.came")), ...body, h("p", { class: "small" }, t(about, values) + doubt)];
  }

  /** The third town beside the one that it branched from. */
  branch() {
    const { history } = this.state;
    const { branch } = history;
    if (!branch) return [];
    const weeks = { from: number(branch.week), week: number(history.weeksOf(THIRD) - 1) };
    const about = t("sheet.branch", { town: LETTERS[branch.side].toUpperCase(), ...weeks });
    const decided = this.decisions(({ towns }) => towns === LETTERS[THIRD]);
    const figures = FIGURES.map((outcome) => h("li", {}, this.figure(outcome, history.between(branch.side, THIRD))));
    return [h("h3", {}, t("sheet.what_if")), h("p", {}, [about, ...decided].join(" ")), h("ul", {}, figures)];
  }

  /** An outcome of both towns, how they differ, and what luck has to do with it. */
  figure(outcome, history = this.state.two) {
    const { picture, period } = this.state;
    const found = compareTowns(history, outcome, history.last, period);
    if (!Number.isFinite(found.share)) return `${named("outcomes", outcome)} –`;
    const [a, b] = [0, 1].map((side) =>
      textOf(picture.outcomes[outcome], history.over(side, outcome, history.last, period)),
    );
    const range = found.luck === "early" || found.luck === "unknown" ? "" : ` ${rangeText(found)}`;
    const [first, second] = history.letters.map((letter) => letter.toUpperCase());
    const values = {
      name: named("outcomes", outcome),
      first,
      second,
      a,
      b,
      change: changeText(found),
      luck: luckText(found),
    };
    const weeks = number(Math.min(period, history.last + 1));
    return `${t("sheet.figure", { ...values, weeks })}${range}`;
  }

  talk(exercise) {
    const points = exercise?.points.length
      ? exercise.points
      : QUESTIONS.map((key) => ({ text: t(`sheet.questions.${key}`), source: null }));
    const item = ({ text, source }) => h("li", {}, text, source ? h("small", {}, ` ${source}`) : null);
    return [h("h3", {}, t("sheet.talk")), h("ol", { class: "talk" }, points.map(item))];
  }

  foot() {
    const { order, picture, two: history } = this.state;
    const again = { scenario: order.scenario, seed: picture.seed, a: order.a, b: order.b, weeks: history.last };
    return h("p", { class: "small foot-line" }, `${t("sheet.honest")} ${t("sheet.again", again)}`);
  }
}
