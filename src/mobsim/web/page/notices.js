// What goes on with the session: waiting, interrupted, refused, failed; with a way on where there is one.

import { h, show } from "./dom.js";
import { t } from "./words.js";

export class Notices {
  constructor(host, page) {
    this.host = host;
    this.page = page;
  }

  /** Show one of the page's own sentences; `again` offers to start again. */
  show(key, { again, ...values } = {}) {
    this.write(t(`notice.${key}`, values), again ? [this.again()] : []);
  }

  write(text, buttons = []) {
    this.host.replaceChildren(h("span", {}, text), ...buttons);
    show(this.host, true);
  }

  failed({ message, detail }) {
    const more = h("button", { type: "button", class: "quiet", onclick: () => this.page.dialogs.detail(detail) }, t("notice.detail"));
    this.write(t("notice.failed", { message }), [this.again(), ...(detail ? [more] : [])]);
  }

  again() {
    return h("button", { type: "button", onclick: () => this.page.restart() }, t("notice.again"));
  }

  clear() {
    show(this.host, false);
  }
}
