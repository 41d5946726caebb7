// How to use the page, and its keys.

import { h } from "../../screen/dom.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";

const KEYS = ["space", "d", "w", "c", "comma", "arrows", "enter", "escape", "question"];
const PARAGRAPHS = ["what", "how", "marks", "flags", "what_if", "honest", "sizes"];

export class Help extends Part {
  static needs = ["state", "openDialog"];
  static gives = ["openHelp"];

  constructor(host, tools) {
    super(host, tools);
    host.addEventListener("click", () => this.openHelp());
  }

  openHelp() {
    const keys = KEYS.flatMap((key) => [h("kbd", {}, t(`keys.${key}.key`)), h("span", {}, t(`keys.${key}.does`))]);
    const doubt = this.state.picture?.ensemble ? ["doubt"] : [];
    const paragraphs = [...PARAGRAPHS, ...doubt].map((key) =>
      h("p", {}, t(`help.${key}`, this.state.picture?.ensemble ?? {})),
    );
    this.openDialog(t("help.title"), [...paragraphs, h("h3", {}, t("help.keys")), h("div", { class: "keys" }, keys)]);
  }
}
