// What goes on with the session: waiting, interrupted, refused, failed; with a way on where there is one.

import { h, show } from "../../screen/dom.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";

export class Notices extends Part {
  static needs = ["restart", "openDialog", "refuseBegin"];
  static gives = ["notify", "write"];

  receives = {
    refused: ({ message }) => this.refuseBegin(message) || this.write(message),
    failed: (message) => this.fail(message),
    ended: () => this.notify("ended", { again: true }),
    full: ({ most }) => this.notify("full", { most, again: true }),
    elsewhere: () => this.notify("elsewhere", { again: true }),
  };

  /** Show one of the page's own sentences; `again` offers to start again. */
  notify(key, { again, ...values } = {}) {
    this.write(t(`notice.${key}`, values), again ? [this.again()] : []);
  }

  write(text, buttons = []) {
    this.host.replaceChildren(h("span", {}, text), ...buttons);
    show(this.host, true);
  }

  fail({ message, detail }) {
    const open = () => this.openDialog(t("notice.detail"), [h("pre", { class: "wrong" }, detail)]);
    const more = h("button", { type: "button", class: "quiet", onclick: open }, t("notice.detail"));
    this.write(t("notice.failed", { message }), [this.again(), ...(detail ? [more] : [])]);
  }

  again() {
    return h("button", { type: "button", onclick: () => this.restart() }, t("notice.again"));
  }

  clear() {
    show(this.host, false);
  }
}
