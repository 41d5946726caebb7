// A town drawn as the network of its neighbourhoods, coloured by a measure, with what is going on in them.

import { s } from "./dom.js";
import { fitting } from "./names.js";

const GLYPHS = 4;
const PIPS = 150;
/** Height of names, in pixels. */
const NAME = 13;
/** Marks shown unless one asks for others: all of them at once hide the colours of small neighbourhoods. */
export const LAYERS = { work: true, patrol: false, forums: false, today: false, names: false };

export class TownMap {
  /**
   * @param host element to draw in
   * @param map  what the server tells of the map
   * @param on   {choose(area), enter(area), label(area)}; point(area), where something else says what is pointed at
   */
  constructor(host, map, on) {
    this.map = map;
    this.on = on;
    this.layers = { ...LAYERS };
    this.sizes = sizes(map);
    this.root = s("svg", { viewBox: extent(map), class: "map", role: "application", tabindex: "0" });
    this.marks = s("g", { class: "marks" });
    this.pips = s("g", { class: "pips" });
    this.ring = s("path", { class: "chosen", fill: "none" });
    this.pointer = s("path", { class: "pointed", fill: "none" });
    this.names = s("g", { class: "names", "aria-hidden": "true" });
    this.root.append(this.drawEdges(), this.drawAreas(), this.marks, this.pips, this.names, this.pointer, this.ring);
    if (on.point) this.root.addEventListener("pointerleave", () => on.point(null));
    this.namesKey = "";
    this.drawMarks();
    this.root.addEventListener("keydown", (event) => this.key(event));
    host.replaceChildren(this.root);
  }

  drawEdges() {
    const d = this.map.edges.map(([a, b]) => `M${this.map.centres[a]}L${this.map.centres[b]}`).join("");
    return s("path", { class: this.map.shapes ? "ties faint" : "ties", d, fill: "none" });
  }

  drawAreas() {
    const group = s("g", { class: "areas" });
    this.paths = this.map.ids.map((_, at) => {
      const path = this.shape(at);
      path.append(s("title", {}));
      path.addEventListener("click", () => this.on.choose(at));
      path.addEventListener("dblclick", () => this.on.enter(at));
      if (this.on.point) path.addEventListener("pointerenter", () => this.on.point(at));
      group.append(path);
      return path;
    });
    this.fills = [];
    return group;
  }

  shape(at) {
    const rings = this.map.shapes?.[at];
    if (rings?.length) return s("path", { d: outline(rings), "fill-rule": "evenodd" });
    const [x, y] = this.map.centres[at];
    return s("path", { d: circle(x, y, this.sizes[at] * 1.6) });
  }

  drawMarks() {
    this.glyphs = this.map.centres.map(([x, y], area) => {
      const size = this.sizes[area];
      const own = Array.from({ length: GLYPHS }, () => {
        const mark = s("path", { class: "glyph", visibility: "hidden" });
        this.marks.append(mark);
        return mark;
      });
      const patrol = s("path", {
        class: "patrol",
        visibility: "hidden",
        transform: `translate(${x},${y + size * 0.6})`,
      });
      const forum = s("path", {
        class: "forum",
        visibility: "hidden",
        d: speech(size * 0.4),
        transform: `translate(${x},${y - size * 0.85})`,
      });
      this.marks.append(patrol, forum);
      return { own, patrol, forum, key: "" };
    });
    this.pool = Array.from({ length: PIPS }, () => {
      const pip = s("path", { class: "pip", visibility: "hidden" });
      this.pips.append(pip);
      return pip;
    });
  }

  /** Show or leave out a kind of mark, from the next drawing on. */
  showLayer(name, visible) {
    this.layers[name] = visible;
    for (const glyphs of this.glyphs) glyphs.key = "";
  }

  /** Colour the neighbourhoods; only what changed is touched. `text` is for the titles, where there are any. */
  colour(values, scale, text) {
    values.forEach((value, at) => {
      const fill = scale.colour(value);
      if (this.fills[at] !== fill) {
        this.paths[at].setAttribute("fill", fill);
        this.fills[at] = fill;
        const { own, patrol } = this.glyphs[at];
        for (const mark of [...own, patrol]) mark.setAttribute("color", scale.ink(value));
      }
    });
    this.values = values;
    this.text = text;
  }

  /** Show what is going on: initiatives, patrol above the town's mean, and where forums were held of late. */
  work(record, forums) {
    const at = new Map();
    for (const each of this.layers.work ? record.initiatives : []) {
      if (!at.has(each[1])) at.set(each[1], []);
      at.get(each[1]).push(each);
    }
    const patrol = record.areas.hours_patrol;
    const usual = patrol.reduce((sum, value) => sum + (value ?? 0), 0) / patrol.length;
    this.glyphs.forEach((glyphs, area) => {
      const own = (at.get(area) ?? []).slice(0, GLYPHS);
      const strokes =
        this.layers.patrol && usual > 0 ? Math.min(3, Math.round((1.5 * (patrol[area] ?? 0)) / usual)) : 0;
      const forum = this.layers.forums && Boolean(forums[area]);
      const key = `${own.map((each) => each.slice(2, 6)).join("|")};${strokes};${forum}`;
      if (key === glyphs.key) return;
      glyphs.key = key;
      glyphs.own.forEach((mark, n) => {
        this.glyph(mark, own[n], own.length, area);
      });
      toggle(glyphs.patrol, strokes > 0, chevrons(this.sizes[area] * 0.8, strokes));
      toggle(glyphs.forum, forum);
    });
  }

  glyph(mark, initiative, count, area) {
    if (!initiative) return mark.setAttribute("visibility", "hidden");
    const [, , status, , measure, lead] = initiative;
    const { leads, measures, statuses } = this.map.marks;
    const planned = statuses[status] === "planned";
    const size = this.sizes[area] * 0.34;
    const [x, y] = this.map.centres[area];
    const n = this.glyphs[area].own.indexOf(mark);
    mark.setAttribute("transform", `translate(${x + (n - (count - 1) / 2) * size * 2.6},${y})`);
    mark.setAttribute("d", leads[lead] === "community" ? circle(0, 0, size) : square(size * 0.92));
    mark.setAttribute(
      "class",
      ["glyph", measures[measure] === "residents" ? "hollow" : "solid", ...(planned ? ["planned"] : [])].join(" "),
    );
    return mark.setAttribute("visibility", "visible");
  }

  /** Show the day's incidents, those that police recorded filled. */
  today(incidents) {
    this.pool.forEach((pip, n) => {
      const incident = this.layers.today ? incidents[n] : undefined;
      if (!incident) {
        if (pip.getAttribute("visibility") !== "hidden") pip.setAttribute("visibility", "hidden");
        return;
      }
      const [x, y] = this.map.centres[incident[0]];
      const angle = n * 2.399963;
      const size = this.sizes[incident[0]];
      const far = size * (0.8 + 0.7 * ((n * 0.618) % 1));
      pip.setAttribute("d", cross(x + far * Math.cos(angle), y + far * Math.sin(angle), Math.max(4, size * 0.24)));
      pip.setAttribute("class", incident[2] ? "pip recorded" : "pip");
      pip.setAttribute("visibility", "visible");
    });
  }

  choose(area) {
    this.chosen = area;
    const shown = area !== null && area !== undefined;
    this.ring.setAttribute("d", shown ? this.paths[area].getAttribute("d") : "");
    this.root.setAttribute("aria-label", this.on.label(area));
  }

  /** Mark the neighbourhood that is pointed at on another map, or here. */
  mark(area) {
    this.pointer.setAttribute("d", area === null ? "" : this.paths[area].getAttribute("d"));
  }

  /** Write the names that find room, the most populous neighbourhoods first; again only where something changed. */
  write(names) {
    if (!this.layers.names && this.namesKey === "") return; // nothing to measure, nothing to take away
    const shown = this.layers.names ? names : [];
    const { width, height } = this.root.getBoundingClientRect();
    const key = shown.length ? `${shown.join()};${Math.round(width)};${Math.round(height)}` : "";
    if (key === this.namesKey) return;
    this.namesKey = key;
    const [, , wide, high] = this.root.getAttribute("viewBox").split(" ").map(Number);
    const size = NAME / (Math.min(width / wide, height / high) || 1);
    const { centres, population } = this.map;
    const order = [...shown.keys()].sort((a, b) => population[b] - population[a]);
    const texts = [...fitting(shown, centres, order, size)].map((n) => {
      const [x, y] = centres[n];
      return s("text", { x, y: y + size * 0.35, "font-size": size.toFixed(1), "text-anchor": "middle" }, shown[n]);
    });
    this.names.replaceChildren(...texts);
  }

  /** Set the words that a pointer brings up, when it comes; not in every frame. */
  titles() {
    if (this.on.point) return;
    this.paths.forEach((path, at) => {
      path.firstChild.textContent = this.text ? this.text(at, this.values[at]) : "";
    });
  }

  key(event) {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const way = ways[event.key];
    if (event.key === "Enter" && this.chosen !== null && this.chosen !== undefined) this.on.enter(this.chosen);
    if (event.key === "Escape") this.on.choose(null);
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    this.on.choose(nearest(this.map.centres, this.chosen, way));
  }
}

function toggle(mark, visible, d) {
  if (visible && d) mark.setAttribute("d", d);
  mark.setAttribute("visibility", visible ? "visible" : "hidden");
}

function nearest(centres, from, [dx, dy]) {
  if (from === null || from === undefined) return 0;
  let best = from;
  let least = Infinity;
  centres.forEach(([x, y], at) => {
    const along = (x - centres[from][0]) * dx + (y - centres[from][1]) * dy;
    const aside = Math.abs((x - centres[from][0]) * dy) + Math.abs((y - centres[from][1]) * dx);
    const cost = along + 2.5 * aside;
    if (at !== from && along > 1 && cost < least) [best, least] = [at, cost];
  });
  return best;
}

/** Marks as large as each neighbourhood allows: by its area where it has an outline, else by gaps between centres. */
function sizes(map) {
  const gaps = map.edges
    .map(([a, b]) => Math.hypot(map.centres[a][0] - map.centres[b][0], map.centres[a][1] - map.centres[b][1]))
    .sort((a, b) => a - b);
  const usual = (gaps.length ? gaps[Math.floor(gaps.length / 4)] : 200) * 0.22;
  return map.ids.map((_, at) => {
    const rings = map.shapes?.[at];
    const wide = rings?.length ? 0.27 * Math.sqrt(Math.max(...rings.map(area))) : usual;
    return Math.max(6, Math.min(28, wide));
  });
}

function area(ring) {
  let sum = 0;
  ring.forEach(([x, y], n) => {
    const [x2, y2] = ring[(n + 1) % ring.length];
    sum += x * y2 - x2 * y;
  });
  return Math.abs(sum) / 2;
}

/** The part of the square that the town takes up, with a margin. */
function extent(map) {
  const points = [...map.centres, ...(map.shapes ?? []).flat(2)];
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const margin = map.shapes ? 14 : 60;
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  return [left, top, Math.max(...xs) + margin - left, Math.max(...ys) + margin - top].map(Math.round).join(" ");
}

export const outline = (rings) => rings.map((ring) => `M${ring.map((point) => point.join(",")).join("L")}Z`).join("");
const circle = (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
const square = (r) => `M${-r},${-r}H${r}V${r}H${-r}Z`;
const cross = (x, y, r) => `M${x - r},${y - r}L${x + r},${y + r}M${x - r},${y + r}L${x + r},${y - r}`;
const speech = (r) => `M${-r},${-r * 0.6}H${r}V${r * 0.4}H${-r * 0.1}L${-r * 0.5},${r}V${r * 0.4}H${-r}Z`;
const chevron = (size, top) => `M${-size * 0.5},${top + size * 0.3}L0,${top}L${size * 0.5},${top + size * 0.3}`;
const chevrons = (size, count) => Array.from({ length: count }, (_, n) => chevron(size, n * size * 0.35)).join("");
