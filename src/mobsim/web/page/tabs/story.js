// The running account: what happened and why, newest first.

import { h, setText } from "../../../screen/dom.js";
import { t } from "../../../screen/words.js";
import { Part } from "../parts.js";
import { storyLine, storyText } from "../story_line.js";

const SHOWN = 120;
const DAYS_IN_WEEK = 7;

export class Story extends Part {
  static tab = "story";
  static needs = ["state"];

  constructor(host, tools) {
    super(host, tools);
    this.intro = h("p", { class: "quietly" });
    this.list = h("ol", { class: "story" });
    host.append(this.intro, this.list);
    this.ready();
  }

  ready() {
    this.written = 0;
    this.compared = [];
    this.list.replaceChildren();
  }

  draw() {
    const { history, week } = this.state;
    for (; this.written < history.story.length; this.written += 1) {
      const entry = history.story[this.written];
      const item = storyLine(this.state, entry);
      if (entry.key === "quarter") this.compared.push([entry, item.querySelector(".text")]);
      this.list.prepend(item);
      if (this.list.children.length > SHOWN) this.list.lastChild.remove();
    }
    for (const [each, text] of this.compared) setText(text, storyText(this.state, each)); // other pairs may have come
    const last = week === null ? Infinity : week * DAYS_IN_WEEK;
    for (const item of this.list.children) item.hidden = Number(item.dataset.day) > last;
  }

  words() {
    this.intro.textContent = t("story.intro");
    this.ready();
  }
}
