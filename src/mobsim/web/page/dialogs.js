// What opens over the page: one dialog at a time.

import { h } from "../../screen/dom.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";

export class Dialogs extends Part {
  static gives = ["openDialog", "closeDialog"];

  openDialog(title, body, buttons = []) {
    const close = h("button", { type: "button", onclick: () => this.closeDialog() }, t("dialog.close"));
    const foot = h("div", { class: "foot" }, close, ...buttons);
    this.host.replaceChildren(h("h2", { id: "dialog-title" }, title), ...body, foot);
    if (!this.host.open) this.host.showModal();
  }

  closeDialog() {
    this.host.close();
  }
}
