// Curves of both towns, and of their difference with the band of the background towns.

import { s } from "./dom.js";
import { LETTERS, SMOOTH, THIRD } from "./history.js";
import { number, percent, t } from "./words.js";

const LEFT = 54;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 24;
const LEAST_LEVEL = 0.04;
const LEAST_GAP = 0.02;
const TICKS = 3;
/** Half the height of a diamond on a curve, and how far diamonds stand apart, in pixels. */
const MARK = 4.5;
const MARKS_APART = 46;
/** Room for the word under an axis, up to the middle of the next number. */
const LABEL = 68;

/** Axes and lines of one chart; those that draw more on it build on this. */
export class Chart {
  /** @param top room above the curves, in pixels */
  constructor(host, onSize, top = TOP) {
    this.top = top;
    this.width = 440;
    this.height = 150;
    this.root = s("svg", { class: "chart", role: "img" });
    new ResizeObserver(([{ contentRect }]) => {
      if (!contentRect.width || !contentRect.height) return;
      [this.width, this.height] = [contentRect.width, contentRect.height];
      this.axesKey = null;
      onSize();
    }).observe(this.root);
    this.grid = s("g", { class: "grid" });
    this.body = s("g", {});
    this.cursor = s("path", { class: "cursor" });
    this.root.append(this.grid, this.body, this.cursor);
    host.append(this.root);
  }

  /** Lay out the axes from low to high, over at least a range below which differences look like more than they are. */
  frame(weeks, low, high, least, shares) {
    this.shares = shares;
    const pad = Math.max((high - low) * 0.08, (least - (high - low)) / 2, 1e-6);
    [this.low, this.high] = nice(low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad);
    this.weeks = Math.max(4, weeks);
    this.x = (week) => LEFT + ((this.width - LEFT - RIGHT) * week) / this.weeks;
    this.y = (value) =>
      this.top + (this.height - this.top - BOTTOM) * (1 - (value - this.low) / (this.high - this.low));
    this.axes();
  }

  axes() {
    const key = `${this.low};${this.high};${this.weeks};${this.shares};${t("curves.week")}`;
    if (key === this.axesKey) return;
    this.axesKey = key;
    const rows = ticks(this.low, this.high, TICKS).map((value) => [
      s("path", { d: `M${LEFT},${this.y(value)}H${this.width - RIGHT}` }),
      s("text", { x: LEFT - 6, y: this.y(value) + 4.5, "text-anchor": "end" }, this.label(value)),
    ]);
    const fit = Math.min(6, (this.width - LEFT - RIGHT) / LABEL);
    const step = [4, 13, 26, 52, 104, 208].find((each) => this.weeks / each <= fit) ?? 520;
    const columns = [];
    for (let week = 0; week <= this.weeks; week += step) {
      columns.push(
        s(
          "text",
          { x: this.x(week), y: this.height - 6, "text-anchor": week ? "middle" : "start" },
          week ? String(week) : t("curves.week"),
        ),
      );
    }
    this.grid.replaceChildren(...rows.flat(), ...columns);
  }

  /** A value on the axis, as fine as its steps; shares as per cent, as everywhere on the page. */
  label(value) {
    const step = niceStep((this.high - this.low) / TICKS);
    const shown = Math.abs(value) < step * 1e-6 ? 0 : value;
    if (this.shares) return percent(shown, { decimals: decimalsOf(100 * step) });
    return number(shown, decimalsOf(step));
  }

  line(values, first = 0) {
    let d = "";
    let drawing = false;
    values.forEach((value, n) => {
      if (value === null || Number.isNaN(value)) {
        drawing = false;
        return;
      }
      d += `${drawing ? "L" : "M"}${this.x(first + n).toFixed(1)},${this.y(value).toFixed(1)}`;
      drawing = true;
    });
    return d;
  }

  /** Diamonds on a curve, by which it is told from others without its colour. */
  diamonds(values, first = 0) {
    const every = Math.max(1, Math.round((MARKS_APART * this.weeks) / (this.width - LEFT - RIGHT)));
    const at = values.map((value, n) => [first + n, value]);
    const marked = at.filter(
      ([week, value], n) => Number.isFinite(value) && (week % every === 0 || n === at.length - 1),
    );
    return marked.map(([week, value]) => diamond(this.x(week), this.y(value))).join("");
  }

  at(week) {
    this.cursor.setAttribute("d", week === null ? "" : `M${this.x(week)},${this.top}V${this.height - BOTTOM}`);
  }
}

export class Curves {
  /**
   * @param on  {week(week), size()}
   * @param top room above the curves, for what else is drawn there
   */
  constructor(levelHost, gapHost, on, top) {
    this.level = new Chart(levelHost, on.size, top);
    this.gap = new Chart(gapHost, on.size, top);
    this.towns = LETTERS.map((letter) => s("path", { class: `curve side-${letter}`, fill: "none" }));
    this.marks = s("path", { class: "curve-marks side-c" });
    this.level.body.append(...this.towns, this.marks);
    this.area = s("path", { class: "band" });
    this.middle = s("path", { class: "middle", fill: "none" });
    this.zero = s("path", { class: "zero", fill: "none" });
    this.difference = s("path", { class: "curve side-b", fill: "none" });
    this.gap.body.append(this.area, this.zero, this.middle, this.difference);
    for (const chart of [this.level, this.gap]) {
      chart.root.addEventListener("click", (event) => {
        const box = chart.root.getBoundingClientRect();
        const at = ((event.clientX - box.left) * chart.width) / box.width; // it may be drawn larger than it is laid out
        const share = (at - LEFT) / (chart.width - LEFT - RIGHT);
        on.week(Math.round(share * chart.weeks));
      });
    }
  }

  /** Say in words what the curves show. */
  label(level, gap) {
    this.level.root.setAttribute("aria-label", level);
    this.gap.root.setAttribute("aria-label", gap);
  }

  /** Draw an outcome as far as it was run; `unit` is the outcome's, `week` marks one looked back at. */
  draw(history, { outcome, unit }, week, total) {
    const towns = LETTERS.map((_, town) => {
      return town < THIRD || history.branch ? history.seriesOf(town, outcome).smooth : [];
    });
    const [a, b] = [history.series(0, outcome), history.series(1, outcome)];
    const last = Math.max(...towns.map(({ length }) => length)) - 1;
    const span = Math.min(total, Math.max(26, Math.ceil((last * 1.12) / 13) * 13));
    const known = towns.flat().filter((value) => !Number.isNaN(value));
    const [least, most] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    const size = Math.max(Math.abs(least), Math.abs(most));
    this.shares = unit.startsWith("share");
    this.level.frame(span, least, most, LEAST_LEVEL * size, this.shares);
    const from = history.branch?.week ?? 0; // before, the third town is the one that it branched from
    const third = towns[THIRD].slice(from);
    const lines = [towns[0], towns[1], third].map((values, n) => this.level.line(values, n === THIRD ? from : 0));
    this.towns.forEach((path, n) => {
      path.setAttribute("d", lines[n]);
    });
    this.marks.setAttribute("d", this.level.diamonds(third, from));
    const both = Math.min(a.length, b.length);
    const gap = a.slice(0, both).map((value, n) => b[n] - value);
    this.drawGap(history, outcome, gap, span, LEAST_GAP * size);
    for (const chart of [this.level, this.gap]) chart.at(week);
  }

  drawGap(history, outcome, gap, span, least) {
    const { low, mean: middle, high } = history.luck.band(outcome, SMOOTH);
    const known = [0, ...gap.filter((value) => !Number.isNaN(value)), ...low, ...high];
    this.gap.frame(span, Math.min(...known), Math.max(...known), least, this.shares);
    this.difference.setAttribute("class", `curve side-${history.letters[1]}`);
    this.difference.setAttribute("d", this.gap.line(gap));
    this.middle.setAttribute("d", this.gap.line(middle));
    this.zero.setAttribute("d", `M${LEFT},${this.gap.y(0)}H${this.gap.width - RIGHT}`);
    const back = [...high.keys()]
      .reverse()
      .map((n) => `L${this.gap.x(n).toFixed(1)},${this.gap.y(high[n]).toFixed(1)}`);
    this.area.setAttribute("d", low.length > 1 ? `${this.gap.line(low)}${back.join("")}Z` : "");
  }
}

const diamond = (x, y) =>
  `M${x.toFixed(1)},${(y - MARK).toFixed(1)}l${MARK},${MARK}l${-MARK},${MARK}l${-MARK},${-MARK}Z`;

function nice(low, high) {
  const step = niceStep((high - low) / 3);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** The least round step that is not narrower than a width. */
export function niceStep(width) {
  const power = 10 ** Math.floor(Math.log10(Math.max(width, 1e-9)));
  return [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= width * 0.999);
}

function decimalsOf(step) {
  return [0, 1, 2, 3, 4, 5].find((each) => Math.abs(step * 10 ** each - Math.round(step * 10 ** each)) < 1e-6) ?? 6;
}

function ticks(low, high, count) {
  const step = niceStep((high - low) / count);
  const found = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-6; value += step) found.push(value);
  return found;
}
