// Begin anew: town, strategies, seed; a scenario file or a saved session of one's own.

import { byId, h, show } from "../../screen/dom.js";
import { named, t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { strategyOptions } from "./strategies.js";

const LARGEST = 20_000_000;
const LONGEST_SESSION = 290_000; // bytes; the server takes in messages a little longer

export class Begin extends Part {
  static needs = ["state", "start", "openDialog", "closeDialog", "stopExercise"];
  static gives = ["refuseBegin"];

  constructor(host, tools) {
    super(host, tools);
    this.opened = [];
    host.addEventListener("click", () => this.open());
  }

  open() {
    this.town = h(
      "select",
      { id: "begin-town" },
      this.towns().map((name) =>
        h(
          "option",
          { value: name, selected: name === (this.state.order?.scenario ?? this.state.offer.first) },
          named("scenarios", name),
        ),
      ),
    );
    [this.a, this.b] = ["a", "b"].map((side) =>
      h("select", { id: `begin-${side}` }, strategyOptions(this.strategies(), this.state.order?.[side])),
    );
    this.seed = h("input", {
      id: "begin-seed",
      type: "text",
      inputmode: "numeric",
      value: String(this.state.order?.seed ?? this.state.picture?.seed ?? 1),
    });
    this.file = h("input", {
      id: "begin-file",
      type: "file",
      accept: ".toml,.zip,.json",
      onchange: () => this.receive(this.file.files[0]),
    });
    this.wrong = h("p", { class: "wrong", role: "alert", hidden: true });
    const fields = [
      ["begin.town", this.town],
      ["begin.a", this.a],
      ["begin.b", this.b],
      ["begin.seed", this.seed],
      ["begin.file", this.file],
    ];
    this.openDialog(
      t("begin.title"),
      [
        h("p", {}, t("begin.about")),
        h(
          "div",
          { class: "form" },
          fields.flatMap(([key, field]) => [h("label", { for: field.id }, t(key)), field]),
        ),
        this.wrong,
      ],
      [h("button", { type: "button", class: "main", id: "begin-go", onclick: () => this.go() }, t("begin.go"))],
    );
  }

  towns() {
    return [...this.state.offer.scenarios, ...this.opened.map((each) => each.name)];
  }

  strategies() {
    const own = this.opened.find((each) => each.name === this.town.value)?.strategies;
    return own ?? this.state.picture?.strategies ?? ["status_quo", "full_model"].map((name) => ({ name }));
  }

  go() {
    const seed = Number(this.seed.value);
    if (!Number.isSafeInteger(seed) || seed < 0) return this.report(t("begin.wrong_seed"));
    this.closeDialog();
    this.stopExercise();
    return this.start({ scenario: this.town.value, a: this.a.value, b: this.b.value, seed });
  }

  async receive(file) {
    if (!file) return;
    show(this.wrong, false);
    if (file.size > LARGEST) return this.report(t("begin.too_large"));
    if (file.name.endsWith(".json")) return this.replay(await file.text());
    const answer = await fetch(`scenario?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    const found = await answer.json();
    if (!answer.ok) return this.report(found.error);
    this.opened.push(found);
    this.town.append(h("option", { value: found.name, selected: true }, found.title));
    for (const [side, select] of [
      ["a", this.a],
      ["b", this.b],
    ]) {
      select.replaceChildren(...strategyOptions(found.strategies, this.state.order?.[side]));
    }
    return byId("begin-go").focus();
  }

  /** Run a saved session again. */
  replay(text) {
    let session;
    try {
      session = JSON.parse(text);
    } catch {
      return this.report(t("begin.no_session"));
    }
    if (session?.mobsim_session !== 1 || !Array.isArray(session.log)) return this.report(t("begin.no_session"));
    const { scenario, a, b, seed, log } = session;
    const luckAlone = session.point === true ? { point: true } : {};
    if (new Blob([JSON.stringify(log)]).size > LONGEST_SESSION) return this.report(t("begin.long_session"));
    this.closeDialog();
    return this.start({ scenario, a, b, seed, log, ...luckAlone });
  }

  report(text) {
    this.wrong.textContent = text;
    show(this.wrong, true);
  }

  /** Show what was refused where it was asked for, if that is still open. */
  refuseBegin(text) {
    if (!byId("dialog").open || !this.wrong?.isConnected) return false;
    this.report(text);
    return true;
  }
}
