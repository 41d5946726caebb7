// Role cards: four people at one table. What each says all may read; what each wants is turned over by its holder.

import { button, byId, h } from "../../screen/dom.js";
import { ENOUGH } from "../../screen/luck.js";
import { language, number, t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { checkOf } from "./verdict.js";

export class Cards extends Part {
  static needs = ["state", "openDialog"];
  static gives = ["openCards", "aimsOf"];

  constructor(host, tools) {
    super(host, tools);
    addEventListener("afterprint", () => document.body.classList.remove("printing-cards"));
  }

  openCards() {
    this.turned = null;
    const cards = this.state.offer.cards.map((card) => this.cardOf(card));
    const intro = [h("p", {}, t("cards.about")), this.purse()];
    const print = button(t("cards.print"), () => this.print(), { id: "cards-print" });
    this.openDialog(t("cards.title"), [...intro, h("div", { class: "role-cards" }, cards)], [print]);
  }

  /** What there is to divide. */
  purse() {
    const { purse } = this.state.picture ?? {};
    return purse ? h("p", { class: "quietly" }, t("cards.purse", { purse: number(purse.each, 2) })) : null;
  }

  cardOf({ role, words }) {
    const { title, public: open, private: own, ask } = words[language()];
    const secret = h("div", { class: "secret", id: `secret-${role}`, hidden: true }, h("p", {}, own), h("p", {}, ask));
    const turn = button(t("cards.turn"), () => this.turn(role), {
      id: `turn-${role}`,
      "aria-expanded": "false",
      "aria-controls": secret.id,
      "aria-label": t("cards.turn_of", { title }),
    });
    return h("section", { class: "role-card" }, h("h3", {}, title), h("p", {}, open), turn, secret);
  }

  /** Turn a card over, and the one that lay open back: each is for its holder alone. */
  turn(role) {
    this.turned = this.turned === role ? null : role;
    for (const { role: each, words } of this.state.offer.cards) {
      const open = each === this.turned;
      const { title } = words[language()];
      byId(`secret-${each}`).hidden = !open;
      const press = byId(`turn-${each}`);
      press.setAttribute("aria-expanded", String(open));
      press.setAttribute("aria-label", t(open ? "cards.back_of" : "cards.turn_of", { title }));
      press.textContent = t(open ? "cards.back" : "cards.turn");
    }
  }

  /** Print all cards with both sides, to be cut apart. */
  print() {
    document.body.classList.add("printing-cards");
    globalThis.print();
  }

  /** Whether each card has what it wanted, as far as other pairs of towns let it be told. */
  aimsOf(towns) {
    const head = h("h3", {}, t("cards.aims"));
    if (towns.come < ENOUGH) return [head, h("p", { class: "quietly" }, t("cards.aims_waiting"))];
    const cards = this.state.offer.cards;
    const met = cards.filter(({ aim }) => towns.holds({ when: aim })).length;
    const items = cards.map(({ aim, words }) => {
      const checks = aim.map((condition) => h("li", {}, checkOf(towns, condition, "cards.missed")));
      return h("li", {}, h("strong", {}, words[language()].title), h("ul", {}, checks));
    });
    const count = t("cards.aims_met", { met: number(met), of: number(cards.length) });
    return [head, h("p", {}, count), h("ul", { class: "points" }, items)];
  }
}
