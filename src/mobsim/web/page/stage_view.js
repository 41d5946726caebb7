// What the room sees: one question, one sentence, one picture, in type that the back row reads. A scene is drawn for
// the page itself, over everything else, or for a window of its own on the projector.

import { badge } from "../../screen/badge.js";
import { h, setText, show } from "../../screen/dom.js";
import { TownMap } from "../../screen/map.js";
import { ramp, rampWith } from "../../screen/ramp.js";
import { INK } from "../../screen/scale.js";
import { number, t } from "../../screen/words.js";
import { Drawing } from "./drawing.js";

const TICK_MS = 250;
/** Letters beyond which a question is set smaller, so that it leaves room for its picture. */
const LONG = [90, 190, 320];
const PLAIN = { colour: (fill) => fill, ink: () => INK };

/** Fill the screen, where the browser gives leave to. */
export function fillScreen() {
  document.documentElement.requestFullscreen?.().catch(() => {});
}

export class StageView {
  /** @param on {stroke(from, to), size()} */
  constructor(host, on) {
    this.host = host;
    this.question = h("h2", { tabindex: "-1" });
    this.lines = h("ol", { class: "lines" });
    this.bars = h("div", { class: "bars" });
    this.sentence = h("p", { class: "sentence", role: "status" });
    this.caption = h("p", { class: "caption" });
    this.level = h("div", { class: "doubled" });
    this.maps = h("div", { class: "maps" });
    this.timer = h("p", { class: "timer", role: "timer" });
    this.clock = h("p", { class: "week" });
    this.keys = h("p", { class: "hint" });
    this.foot = h("div", { class: "below" }, this.timer, this.clock, this.keys);
    this.dark = h("div", { class: "black", hidden: true });
    const picture = [this.sentence, this.caption, this.level, this.maps];
    host.append(this.question, this.lines, this.bars, ...picture, this.foot, this.dark);
    this.drawing = new Drawing(this.level, on);
    setInterval(() => this.tick(), TICK_MS);
  }

  /** Take in the map of another town. */
  town(map) {
    this.map = map;
    this.drawnMaps = [];
    this.maps.replaceChildren();
  }

  draw(scene) {
    this.scene = scene;
    this.host.classList.toggle("asks", !scene.chart && !scene.map);
    this.head(scene);
    this.list(scene);
    this.bar(scene.bars);
    show(this.sentence, Boolean(scene.sentence));
    setText(this.sentence, scene.sentence ?? "");
    show(this.level, Boolean(scene.chart));
    if (scene.chart) this.drawing.draw(scene.chart);
    show(this.maps, Boolean(scene.map));
    if (scene.map) this.mapOut(scene.map);
    this.write(scene);
    show(this.clock, Boolean(scene.clock));
    setText(this.clock, scene.clock ?? "");
    setText(this.keys, scene.keys);
    show(this.keys, (scene.until ?? null) === null); // a countdown has the foot to itself
    show(this.dark, scene.black);
    this.tick();
  }

  /** Begin at the question: it is seen and read out first, and the space bar there presses no button. */
  begin() {
    this.host.scrollTop = 0;
    this.question.focus({ preventScroll: true });
  }

  head({ question }) {
    setText(this.question, question);
    this.question.className = `size-${LONG.filter((letters) => question.length > letters).length}`;
  }

  /** Lines below the question: with their numbers where a number chooses one, plain where they are only said. */
  list({ lines, plain, language }) {
    this.lines.classList.toggle("plain", plain);
    const key = JSON.stringify([lines, language]);
    if (key === this.listed) return;
    this.listed = key;
    const item = ({ text, chosen }) => h("li", chosen ? { class: "chosen" } : {}, text);
    this.lines.replaceChildren(...lines.map(item));
    show(this.lines, lines.length > 0);
  }

  /** Hands as bars, each with its number; what holds is marked once it is known. */
  bar(bars) {
    show(this.bars, Boolean(bars));
    const key = JSON.stringify(bars);
    if (key === this.barred) return;
    this.barred = key;
    const row = ({ text, count, share, holds }, n) => {
      const fill = h("span", { class: holds ? "fill holds" : "fill" });
      fill.style.width = `${100 * share}%`;
      const line = `${number(n + 1)}. ${text}`;
      return [
        h("span", { class: holds ? "said holds" : "said" }, holds ? `✓ ${line}` : line),
        h("span", { class: "track" }, fill),
        h("span", { class: "count" }, number(count)),
      ];
    };
    this.bars.replaceChildren(...(bars ?? []).flatMap(row));
  }

  mapOut({ sides, label }) {
    if (!this.map) return;
    while (this.drawnMaps.length < sides.length) this.addMap();
    this.drawnMaps.forEach(({ root, map, head }, n) => {
      const side = sides[n];
      show(root, Boolean(side));
      if (!side) return;
      show(head, Boolean(side.name));
      if (head.dataset.name !== side.name) {
        head.dataset.name = side.name;
        head.replaceChildren(...(side.badge ? [badge(side.badge)] : []), side.name);
      }
      map.colour(side.fills, PLAIN, null);
      map.root.setAttribute("aria-label", label);
    });
  }

  addMap() {
    const [head, place] = [h("p", { class: "name" }), h("div", { class: "map-host" })];
    const root = h("div", { class: "one-map" }, head, place);
    this.maps.append(root);
    const map = new TownMap(place, this.map, { choose: () => {}, enter: () => {}, label: () => "" });
    map.root.setAttribute("role", "img"); // it is looked at: what can be chosen is on the page
    map.root.removeAttribute("tabindex");
    this.drawnMaps.push({ root, map, head });
  }

  /** The line beneath the picture's name: what its lines or colours mean. */
  write({ caption, map, language }) {
    show(this.caption, Boolean(caption));
    const key = JSON.stringify([caption, map?.key, language]);
    if (key === this.captioned) return;
    this.captioned = key;
    const { grey } = map?.key ?? {};
    const scale = map ? [" ", ...rampWith(map.key)] : [];
    const nothing = grey ? [" ", ramp([grey.colour]), grey.text] : [];
    this.caption.replaceChildren(caption ?? "", ...scale, ...nothing);
  }

  /** Count the seconds down that the room has. */
  tick() {
    const { until = null } = this.scene ?? {};
    show(this.timer, until !== null);
    if (until === null) return;
    const left = Math.ceil((until - Date.now()) / 1000);
    const [minutes, seconds] = [Math.floor(left / 60), left % 60];
    const text = left > 0 ? `${minutes}:${String(seconds).padStart(2, "0")}` : t("room.time_is_up");
    setText(this.timer, text);
  }

  words() {
    this.listed = this.barred = this.captioned = null;
  }
}
