// What the colours and marks mean; the marks can be left out.

import { h, s, show } from "../../screen/dom.js";
import { LAYERS } from "../../screen/map.js";
import { limitText } from "../../screen/measures.js";
import { keyOf, ramp, rampWith } from "../../screen/ramp.js";
import { NOTHING } from "../../screen/scale.js";
import { named, t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { felt, scaleOfFeeling } from "./people.js";

const MARKS = {
  work: ["M3,3H13V13H3Z", "glyph solid"],
  patrol: ["M3,9L8,4L13,9M3,13L8,8L13,13", "patrol"],
  forums: ["M1,3H15V10H8L5,14V10H1Z", "forum"],
  today: ["M4,4L12,12M4,12L12,4", "pip recorded"],
  names: ["M3,14L8,2L13,14M5,10H11", "patrol"],
};

export class Legend extends Part {
  static needs = ["state", "redraw", "scaleOf", "showLayer", "gapScale", "gapMeasure", "gapText"];

  constructor(host, tools) {
    super(host, tools);
    this.steps = h("span", { class: "steps" });
    this.boxes = Object.keys(MARKS).map((name) => this.box(name));
    this.kinds = h("span", { class: "key" });
    this.luck = h("span", { class: "key luck-key" });
    host.append(this.steps, ...this.boxes, this.kinds, this.luck);
  }

  box(name) {
    const [d, kind] = MARKS[name];
    const toggle = () => {
      this.showLayer(name, box.checked);
      this.redraw();
    };
    const box = h("input", { type: "checkbox", id: `layer-${name}`, checked: LAYERS[name], onchange: toggle });
    const mark = s("path", { d, class: kind });
    const sign = s("svg", { viewBox: "0 0 16 16", width: 17, height: 17, "aria-hidden": "true" }, mark);
    return h("label", {}, box, sign, h("span", { "data-mark": name }));
  }

  ready() {
    for (const box of this.boxes) this.showLayer(box.lastChild.dataset.mark, box.firstChild.checked);
  }

  draw() {
    const { state } = this;
    const gap = state.view === "difference";
    const people = state.view === "leaders" || state.view === "wheel";
    const key = `${state.view};${state.zoomed};${state.measure};${state.history.letters};${t("page.legend")}`;
    if (key === this.key) return;
    this.key = key;
    const marks = !gap && !people && !state.zoomed;
    for (const box of this.boxes) show(box, marks);
    show(this.kinds, marks);
    show(this.luck, !gap && !people);
    show(this.steps, !people);
    this.steps.replaceChildren(...(gap ? this.gap() : this.colours()));
  }

  colours() {
    const { state } = this;
    const measure = state.zoomed ? felt(state.measure) : state.measure;
    const scale = state.zoomed ? scaleOfFeeling(measure) : this.scaleOf(measure);
    const unit = measure === "zone" ? "" : ` (${named("units", state.unitOf(measure))})`;
    const name = h("span", {}, h("strong", {}, named("outcomes", measure)), unit);
    return [name, ...rampWith(keyOf(scale, (value) => limitText(state, value, measure)))];
  }

  gap() {
    const { colours, low, high } = this.gapScale();
    const name = t("gap.legend", { name: named("outcomes", this.gapMeasure()), ...this.state.letters });
    const grey = h("span", { class: "key" }, ramp([NOTHING]), t("gap.grey"));
    const unit = ` (${named("units", this.state.unitOf(this.gapMeasure()))})`;
    return [h("span", {}, h("strong", {}, name), unit), this.gapText(low), ramp(colours), this.gapText(high), grey];
  }

  words() {
    this.key = null;
    for (const { lastChild: label } of this.boxes) label.textContent = t(`legend.${label.dataset.mark}`);
    this.kinds.textContent = t("legend.kinds");
    this.luck.textContent = t("legend.luck");
  }
}
