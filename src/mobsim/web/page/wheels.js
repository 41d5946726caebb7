// The model's wheel for both towns, on the place of the maps.

import { byId, h, show } from "../../screen/dom.js";
import { t } from "../../screen/words.js";
import { Part } from "./parts.js";
import { wheelOf } from "./wheel.js";
import { WheelView } from "./wheel_view.js";

const SIDES = ["a", "b"];

export class Wheels extends Part {
  static needs = ["state"];

  constructor(host, tools) {
    super(host, tools);
    this.hosts = SIDES.map(() => h("div", { class: "beside" }));
    this.views = this.hosts.map((beside) => new WheelView(beside));
    SIDES.forEach((name, side) => {
      byId(`map-${name}`).after(this.hosts[side]);
    });
    this.key = h("span", { class: "wheel-key" });
    byId("legend").append(this.key);
  }

  draw() {
    const { view, history, picture, shown } = this.state;
    const visible = view === "wheel";
    for (const beside of this.hosts) show(beside, visible);
    show(this.key, visible);
    if (!visible) return;
    this.views.forEach((each, side) => {
      each.draw(wheelOf(history, picture.map.marks, side, shown), t(`town.${history.letters[side]}`));
    });
  }

  words() {
    this.key.textContent = t("wheel.key");
  }
}
