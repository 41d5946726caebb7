// The chart on which a room draws the curve that it expects, by pen, finger or keys; what comes is drawn over it.

import { Chart } from "../../screen/curves.js";
import { s } from "../../screen/dom.js";
import { LETTERS } from "../../screen/history.js";

const LEAST = 0.04;
/** Steps of a key through the height of the chart. */
const STEPS = 40;
const GRIP = 13;
/** Letters at the ends of curves keep so far apart. */
const LETTER = 14;

export class Drawing extends Chart {
  /** @param on {stroke(from, to), size()}: points are [week, value] */
  constructor(host, on) {
    super(host, on.size);
    this.on = on;
    this.band = s("path", { class: "band" });
    this.towns = LETTERS.map((side) => s("path", { class: `curve side-${side}`, fill: "none" }));
    this.marks = s("path", { class: "curve-marks side-c" });
    this.drawn = s("path", { class: "drawn", fill: "none" });
    this.dots = s("g", { class: "dots" });
    this.letters = ["A", "B", "C", "✎"].map((letter) => s("text", { class: "letter", "text-anchor": "end" }, letter));
    this.grips = s("g", { class: "grips" });
    this.body.append(this.band, this.drawn, this.dots, ...this.towns, this.marks, ...this.letters, this.grips);
    this.root.classList.add("drawing");
    this.root.addEventListener("pointerdown", (event) => this.press(event));
    this.root.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.root.addEventListener(end, () => {
        this.pen = null;
      });
    }
  }

  /**
   * Draw towns and what was drawn of them.
   * @param data {a, b, third, weeks, low, high, shares, drawn, band, week, label, points}: values of both towns week by
   *   week, of the third {from, values}; `drawn` is {weeks, values} or null; `band` {from, low, high} or null; `points`
   *   are the names of what can be moved, in the weeks of `drawn`, or null where nothing can
   */
  draw(data) {
    this.data = data;
    this.frame(data.weeks, data.low, data.high, LEAST * Math.max(Math.abs(data.low), Math.abs(data.high)), data.shares);
    const { third } = data;
    const paths = [this.line(data.a), this.line(data.b), this.line(third.values, third.from)];
    this.towns.forEach((town, side) => {
      town.setAttribute("d", paths[side]);
    });
    this.marks.setAttribute("d", this.diamonds(third.values, third.from));
    this.drawn.setAttribute("d", data.drawn ? this.through(data.drawn.weeks, data.drawn.values) : "");
    this.mark(data.drawn);
    this.shade(data.band);
    this.letter(data);
    this.at(data.week);
    this.grip(data);
    this.root.setAttribute("role", data.points ? "group" : "img");
    this.root.setAttribute("aria-label", data.label);
    this.root.classList.toggle("editable", Boolean(data.points));
  }

  through(weeks, values) {
    return weeks
      .map((week, n) => `${n ? "L" : "M"}${this.x(week).toFixed(1)},${this.y(values[n]).toFixed(1)}`)
      .join("");
  }

  /** A dot where the curve was drawn, and not only led on. */
  mark(drawn) {
    const dots = drawn?.weeks.map((week, n) => {
      if (n === 0 || drawn.set?.[n] === false) return null;
      return s("circle", { cx: this.x(week).toFixed(1), cy: this.y(drawn.values[n]).toFixed(1), r: 3.4 });
    });
    this.dots.replaceChildren(...(dots ?? []).filter(Boolean));
  }

  shade(band) {
    if (!band || band.low.length < 2) return this.band.setAttribute("d", "");
    const weeks = band.low.map((_, n) => band.from + n);
    const back = this.through([...weeks].reverse(), [...band.high].reverse()).replace("M", "L");
    return this.band.setAttribute("d", `${this.through(weeks, band.low)}${back}Z`);
  }

  /** Name the curves at their ends, apart from one another. */
  letter({ a, b, third, drawn }) {
    const end = (values, from = 0) => {
      const n = values.findLastIndex(Number.isFinite);
      return n < 0 ? null : [this.x(from + n), this.y(values[n])];
    };
    const last = drawn && [this.x(drawn.weeks.at(-1)), this.y(drawn.values.at(-1))];
    const ends = [end(a), end(b), end(third.values, third.from), last].map(
      (at, n) => at && { n, x: at[0], y: at[1] - 6 },
    );
    for (const [n, letter] of this.letters.entries()) letter.setAttribute("visibility", ends[n] ? "visible" : "hidden");
    const placed = [];
    for (const each of ends.filter(Boolean).sort((one, other) => one.y - other.y)) {
      const near = placed.filter(({ x }) => Math.abs(x - each.x) < 2 * LETTER);
      for (const { y } of near) each.y = Math.max(each.y, y + LETTER);
      placed.push(each);
      const start = each.x < this.x(0) + LETTER; // beside the axis, not on it
      this.letters[each.n].setAttribute("text-anchor", start ? "start" : "end");
      this.letters[each.n].setAttribute("x", (start ? each.x + 5 : Math.min(this.width - 2, each.x + 4)).toFixed(1));
      this.letters[each.n].setAttribute("y", Math.max(LETTER, each.y).toFixed(1));
    }
  }

  // The hand that draws

  /** The point of the chart under a pointer; it may be drawn larger than it is laid out. */
  pointAt(event) {
    const box = this.root.getBoundingClientRect();
    const [px, py] = [
      ((event.clientX - box.left) * this.width) / box.width,
      ((event.clientY - box.top) * this.height) / box.height,
    ];
    const [x0, y0] = [this.x(0), this.y(0)];
    const value = (py - y0) / (this.y(1) - y0);
    return [(px - x0) / (this.x(1) - x0), Math.max(this.low, Math.min(this.high, value))];
  }

  press(event) {
    if (!this.data?.points || event.button) return;
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    this.pen = this.pointAt(event);
    this.on.stroke(this.pen, this.pen);
  }

  move(event) {
    if (!this.pen || !this.data.points) return;
    const to = this.pointAt(event);
    this.on.stroke(this.pen, to);
    this.pen = to;
  }

  // Keys

  /** One grip for each week that is drawn; they are made anew only where their number changes. */
  grip({ points, drawn }) {
    const count = points ? points.length - 1 : 0;
    if (this.grips.children.length !== count) {
      this.grips.replaceChildren(...Array.from({ length: count }, (_, n) => this.gripOf(n + 1)));
    }
    [...this.grips.children].forEach((grip, n) => {
      const [week, value] = [drawn.weeks[n + 1], drawn.values[n + 1]];
      grip.setAttribute("transform", `translate(${this.x(week).toFixed(1)},${this.y(value).toFixed(1)})`);
      const facts = { label: points[n + 1].name, valuetext: points[n + 1].value };
      const range = { valuemin: this.low, valuemax: this.high, valuenow: value };
      for (const [name, text] of Object.entries({ ...facts, ...range })) grip.setAttribute(`aria-${name}`, text);
    });
  }

  gripOf(n) {
    const parts = [s("circle", { class: "reach", r: GRIP }), s("circle", { class: "grip", r: 6 })];
    const grip = s("g", { role: "slider", tabindex: "0", "aria-orientation": "vertical" }, parts);
    grip.addEventListener("keydown", (event) => this.key(event, n));
    return grip;
  }

  key(event, n) {
    const { weeks, values } = this.data.drawn;
    const step = (this.high - this.low) / STEPS;
    const to = { ArrowUp: values[n] + step, ArrowDown: values[n] - step, Home: this.low, End: this.high }[event.key];
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (to === undefined && !aside) return;
    event.preventDefault();
    event.stopPropagation();
    if (aside) this.grips.children[n - 1 + aside]?.focus();
    else {
      const point = [weeks[n], Math.max(this.low, Math.min(this.high, to))];
      this.on.stroke(point, point);
    }
  }
}
