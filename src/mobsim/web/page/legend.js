// What the colours and marks mean; the marks can be left out.

import { h, s } from "./dom.js";
import { LAYERS } from "./map.js";
import { felt, scaleOf } from "./people.js";
import { named, t } from "./words.js";

const MARKS = {
  work: ["M3,3H13V13H3Z", "glyph solid"],
  patrol: ["M3,9L8,4L13,9M3,13L8,8L13,13", "patrol"],
  forums: ["M1,3H15V10H8L5,14V10H1Z", "forum"],
  today: ["M4,4L12,12M4,12L12,4", "pip recorded"],
};

export class Legend {
  constructor(host, page) {
    this.page = page;
    this.steps = h("span", { class: "steps" });
    this.boxes = Object.keys(MARKS).map((name) => {
      const box = h("input", { type: "checkbox", id: `layer-${name}`, checked: LAYERS[name], onchange: () => this.toggle(name, box.checked) });
      return h("label", {}, box, s("svg", { viewBox: "0 0 16 16", width: 17, height: 17, "aria-hidden": "true" }, s("path", { d: MARKS[name][0], class: MARKS[name][1] })), h("span", { "data-mark": name }));
    });
    this.kinds = h("span", { class: "key" });
    host.append(this.steps, ...this.boxes, this.kinds);
  }

  toggle(name, on) {
    for (const map of this.page.maps ?? []) {
      map.layers[name] = on;
      for (const glyphs of map.glyphs) glyphs.key = "";
    }
    this.page.draw();
  }

  draw() {
    const { zoomed } = this.page;
    const measure = zoomed ? felt(this.page.measure) : this.page.measure;
    const scale = zoomed ? scaleOf(measure) : this.page.scales[measure];
    const key = `${measure}${scale.low}${scale.high}${t("page.legend")}`;
    if (key === this.key) return;
    this.key = key;
    const bars = scale.colours.map((colour, n) => s("rect", { x: n * 20, y: 0, width: 20, height: 16, fill: colour, stroke: "#76818b", "stroke-width": 0.6 }));
    const ramp = s("svg", { viewBox: `0 0 ${scale.colours.length * 20} 16`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars);
    const [low, high] = measure === "zone" ? [t("legend.zone_low"), t("legend.zone_high")] : [this.page.format(scale.low, measure), this.page.format(scale.high, measure)];
    this.steps.replaceChildren(h("strong", {}, named("outcomes", measure)), low, ramp, high);
  }

  words() {
    this.key = null;
    for (const label of this.boxes) label.lastChild.textContent = t(`legend.${label.lastChild.dataset.mark}`);
    this.kinds.textContent = t("legend.kinds");
  }
}
