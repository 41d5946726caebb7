// What opens over the page: exercises to choose from, saving, help, the detail of a failure.

import { byId, download, h } from "./dom.js";
import { language, t } from "./words.js";

const KEYS = ["space", "d", "w", "c", "comma", "arrows", "enter", "escape", "question"];

export class Dialogs {
  constructor(page) {
    this.page = page;
    this.dialog = byId("dialog");
  }

  open(title, body, buttons = []) {
    const close = h("button", { type: "button", onclick: () => this.close() }, t("dialog.close"));
    this.dialog.replaceChildren(h("h2", { id: "dialog-title" }, title), ...body, h("div", { class: "foot" }, close, ...buttons));
    if (!this.dialog.open) this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  exercises() {
    const cards = this.page.offer.exercises.map((each) => {
      const words = each.words[language()];
      return h("button", { type: "button", id: `exercise-${each.id}`, onclick: () => (this.close(), this.page.exercise.start(each)) }, h("strong", {}, words.title), h("span", {}, words.question), h("span", {}, t("exercise.minutes", { minutes: each.minutes })));
    });
    this.open(t("exercise.choose"), [h("p", {}, t("exercise.about")), h("div", { class: "cards" }, cards)]);
  }

  save() {
    const save = (what) => h("button", { type: "button", id: `save-${what}`, onclick: () => this.fetchAndSave(what) }, t(`save.${what}`));
    this.open(t("save.title"), [h("p", {}, t("save.about")), h("div", { class: "row" }, ["session", "a", "b"].map(save)), this.log()]);
  }

  log() {
    const lines = (this.page.history?.story ?? []).filter((entry) => entry.key.startsWith("decided_"));
    if (!lines.length) return h("p", {}, t("save.nothing"));
    return h("ol", { class: "story" }, lines.map((entry) => this.page.story.line(entry)));
  }

  async fetchAndSave(what) {
    const answer = await fetch(`session/${this.page.link.session}/${what}`);
    const content = await answer.json();
    if (!answer.ok) return this.page.notices.write(content.error);
    if (what === "session") return download(`${this.page.picture.scenario}-session.json`, JSON.stringify(content, null, 1), "application/json");
    return download(content.name, Uint8Array.from(atob(content.base64), (letter) => letter.charCodeAt(0)), "application/zip");
  }

  help() {
    const keys = KEYS.flatMap((key) => [h("kbd", {}, t(`keys.${key}.key`)), h("span", {}, t(`keys.${key}.does`))]);
    this.open(t("help.title"), [...["what", "how", "marks", "honest"].map((key) => h("p", {}, t(`help.${key}`))), h("h3", {}, t("help.keys")), h("div", { class: "keys" }, keys)]);
  }

  detail(text) {
    this.open(t("notice.detail"), [h("pre", { class: "wrong" }, text ?? "")]);
  }
}
