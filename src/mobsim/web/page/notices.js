// What goes on with the session: waiting, interrupted, refused, failed; with a way on where there is one.

import { h, setText, show } from "../../screen/dom.js";
import { percent, t } from "../../screen/words.js";
import { Part } from "./parts.js";

const NOTE_MS = 8000;

export class Notices extends Part {
  static needs = ["restart", "openDialog", "refuseBegin", "takeUpButton", "forgetKept", "state"];
  static gives = ["notify", "note", "write", "showProgress", "clearNotice"];

  receives = {
    refused: ({ message }) => this.refuse(message),
    failed: (message) => this.fail(message),
    ended: () => this.write(t("notice.ended"), [...this.takeUpButton(), this.again()]),
    compiling: ({ share }) => this.showProgress("compiling", share),
    settling: ({ share }) => this.showProgress("settling", share),
    full: ({ most }) => this.notify("full", { most, again: true }),
    elsewhere: () => this.notify("elsewhere", { again: true }),
  };

  /** Show one of the page's own sentences; `again` offers to start again. */
  notify(key, { again, ...values } = {}) {
    this.write(t(`notice.${key}`, values), again ? [this.again()] : []);
  }

  /** Show a text with buttons; no text hides the notice. */
  write(text, buttons = []) {
    this.host.replaceChildren(h("span", {}, text), ...buttons);
    show(this.host, Boolean(text));
  }

  /**
   * Show how far something has come; its share alone is written anew: it is read out once, and its buttons keep the
   * focus.
   * @param buttons made when it is shown first
   */
  showProgress(key, share, { values = {}, buttons = () => [] } = {}) {
    const text = t(`notice.${key}`, values);
    if (this.progress?.text !== text || !this.progress.bar.isConnected) {
      const bar = h("progress", { max: 1, "aria-label": text });
      const done = h("span", { class: "done", "aria-hidden": "true" });
      this.progress = { text, bar, done };
      this.host.replaceChildren(h("span", {}, text), bar, done, ...buttons());
      show(this.host, true);
    }
    this.progress.bar.value = share;
    setText(this.progress.done, percent(share, { decimals: 0 }));
  }

  refuse(message) {
    if (this.refuseBegin(message)) return;
    // A session that cannot be begun, such as one of a file that the server no longer has, is not tried again.
    if (!this.state.begun) this.forgetKept();
    this.write(message);
  }

  /** Show a sentence that passes, unless something weightier has been written by then. */
  note(key, values) {
    this.notify(key, values);
    const shown = this.host.firstChild;
    setTimeout(() => this.host.firstChild === shown && this.clear(), NOTE_MS);
  }

  fail({ message, detail }) {
    const open = () => this.openDialog(t("notice.detail"), [h("pre", { class: "wrong" }, detail)]);
    const more = h("button", { type: "button", class: "quiet", onclick: open }, t("notice.detail"));
    const ways = [...this.takeUpButton(), this.again(), ...(detail ? [more] : [])];
    this.write(t("notice.failed", { message }), ways);
  }

  again() {
    return h("button", { type: "button", onclick: () => this.restart() }, t("notice.again"));
  }

  clearNotice() {
    this.clear();
  }

  clear() {
    show(this.host, false);
  }
}
