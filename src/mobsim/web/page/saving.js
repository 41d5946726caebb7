// Save the session, to be run again here, or one of its towns as a scenario.

import { download, h } from "../../screen/dom.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { storyLine } from "./story_line.js";

export class Saving extends Part {
  static needs = ["state", "link", "openDialog", "write"];

  constructor(host, tools) {
    super(host, tools);
    host.addEventListener("click", () => this.open());
  }

  open() {
    const third = this.state.history?.branch ? ["c"] : [];
    const buttons = ["session", "a", "b", ...third].map((what) =>
      h("button", { type: "button", id: `save-${what}`, onclick: () => this.save(what) }, t(`save.${what}`)),
    );
    this.openDialog(t("save.title"), [h("p", {}, t("save.about")), h("div", { class: "row" }, buttons), this.log()]);
  }

  log() {
    const lines = (this.state.history?.story ?? []).filter(({ key, gone }) => !gone && key.startsWith("decided_"));
    if (!lines.length) return h("p", {}, t("save.nothing"));
    const items = lines.map((entry) => storyLine(this.state, entry));
    return h("ol", { class: "story" }, items);
  }

  async save(what) {
    const answer = await fetch(`session/${this.link.session}/${what}`);
    const content = await answer.json();
    if (!answer.ok) {
      this.write(content.error);
    } else if (what === "session") {
      download(`${this.state.picture.scenario}-session.json`, JSON.stringify(content, null, 1), "application/json");
    } else {
      const bytes = Uint8Array.from(atob(content.base64), (letter) => letter.charCodeAt(0));
      download(content.name, bytes, "application/zip");
    }
  }
}
