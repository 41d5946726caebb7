// The running account: what happened and why, by quarters, the newest first; and why a curve moved.

import { h, setText } from "../../../screen/dom.js";
import { many, number, t } from "../../../screen/words.js";
import { kindOf } from "../flags.js";
import { headlinesOf, weeksOf } from "../headlines.js";
import { Part } from "../parts.js";
import { storyLine, storyText } from "../story_line.js";
import { Why } from "../why.js";

const DAYS_IN_WEEK = 7;

export class Story extends Part {
  static tab = "story";
  static needs = ["state", "send", "openTab", "redraw", "look"];
  static gives = ["openEntries", "askWhy"];

  receives = { explained: (found) => this.receiveWhy(found) };

  constructor(host, tools) {
    super(host, tools);
    this.intro = h("p", { class: "quietly" });
    this.list = h("div", { class: "quarters" });
    this.why = new Why(this.state, { send: this.send });
    host.append(this.why.root, this.intro, this.list);
    this.ready();
  }

  ready() {
    this.blocks = new Map(); // quarter: {key, root, lines}
    this.told = new Set(); // entries that a flag has opened
    this.why?.close();
    this.list.replaceChildren();
  }

  draw() {
    const { history, week } = this.state;
    const lastDay = week === null ? Infinity : week * DAYS_IN_WEEK;
    const quarters = headlinesOf(history.story, lastDay);
    const roots = quarters.map((each) => this.block(each).root);
    if (roots.length !== this.list.children.length || roots.some((root, n) => root !== this.list.children[n])) {
      this.list.replaceChildren(...roots);
    }
    this.readAgain();
    this.why.draw();
  }

  /** A quarter as it stands on the page; it is made anew only where it has changed. */
  block({ quarter, top, rest }) {
    const key = `${top.join()};${rest.join()}`;
    const known = this.blocks.get(quarter);
    if (known?.key === key) return known;
    const lines = new Map([...top, ...rest].map((n) => [n, this.line(n)]));
    const [first, last] = weeksOf(quarter);
    const fold = h(
      "details",
      { open: known?.fold?.open ?? false },
      h("summary", {}, many("story.folded", rest.length)),
    );
    fold.append(h("ol", { class: "story" }, ...rest.map((n) => lines.get(n))));
    const root = h(
      "section",
      { class: "quarter" },
      h("h3", {}, t("story.weeks", { first: number(first), last: number(last) })),
      h("ol", { class: "story top" }, ...top.map((n) => lines.get(n))),
      rest.length ? fold : null,
    );
    const made = { key, root, lines, fold };
    this.blocks.set(quarter, made);
    return made;
  }

  line(n) {
    const item = storyLine(this.state, this.state.history.story[n]);
    item.tabIndex = -1;
    item.classList.toggle("told", this.told.has(n));
    return item;
  }

  /** Write comparisons again: other pairs may have come, or another period been chosen. */
  readAgain() {
    const { story } = this.state.history;
    for (const { lines } of this.blocks.values()) {
      for (const [n, item] of lines) {
        if (story[n].key === "quarter") setText(item.querySelector(".text"), storyText(this.state, story[n]));
      }
    }
  }

  /** Open what the account says of some entries: they are unfolded and marked, and the first has the focus. */
  openEntries(numbers) {
    const { story } = this.state.history;
    const { week } = this.state;
    if (week !== null && numbers.some((n) => story[n].day > week * DAYS_IN_WEEK)) this.look(null); // they were later
    this.openTab("story");
    this.told = new Set(numbers);
    const blocks = [...this.blocks.values()].filter(({ root }) => root.isConnected);
    for (const { lines, fold } of blocks) {
      for (const [n, item] of lines) item.classList.toggle("told", this.told.has(n));
      if (numbers.some((n) => lines.has(n) && fold.contains(lines.get(n)))) fold.open = true;
    }
    const weighty = numbers.find((n) => kindOf(story[n]) !== "cycle") ?? numbers.at(-1);
    const line = blocks.map(({ lines }) => lines.get(weighty)).find(Boolean);
    line?.focus({ preventScroll: true });
    line?.scrollIntoView({ block: "center" });
  }

  /** Ask why the curve that is shown moved; `which` is a town, or the gap between both. */
  askWhy(which) {
    this.openTab("story");
    this.why.ask(which);
  }

  /** A third town has branched off, or is no more: what was asked of one before is answered no longer. */
  branched() {
    this.why.forgetThird();
  }

  receiveWhy(found) {
    this.why.receive(found);
    this.redraw();
  }

  words() {
    this.intro.textContent = t("story.intro");
    this.blocks = new Map();
    this.why.words();
  }
}
