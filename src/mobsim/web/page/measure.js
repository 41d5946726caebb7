// What the maps and curves show.

import { h } from "../../screen/dom.js";
import { MEASURES } from "../../screen/measures.js";
import { named } from "../../screen/words.js";
import { Part } from "./parts.js";

export class Measure extends Part {
  static needs = ["state", "show"];

  constructor(host, tools) {
    super(host, tools);
    host.addEventListener("change", () => this.show(host.value));
  }

  draw() {
    this.host.value = this.state.measure;
  }

  words() {
    this.host.replaceChildren(...MEASURES.map((name) => h("option", { value: name }, named("outcomes", name))));
    this.draw();
  }
}
