// The residents of one neighbourhood as dots on a canvas, each at home in its street block, with the ties among them.

import { h, show } from "../../screen/dom.js";
import { Scale } from "../../screen/scale.js";

const COLUMN = { trust: 0, cohesion: 1, insecurity: 2 };
const MARGIN = 26;
const GOLDEN = 2.399963;
/** How much of the way from its block a dot goes, where the whole would lead out of the neighbourhood. */
const NEARER = [1, 0.8, 0.6, 0.4, 0.2];

/** The feeling that dots show: the measure of the map where it is one, else trust. */
export const felt = (measure) => (measure in COLUMN ? measure : "trust");

/** The whole range of a feeling: persons differ more than neighbourhoods do. */
export function scaleOfFeeling(measure) {
  return new Scale(measure, [0, 1]);
}

export class PeopleView {
  /** @param on {choose(row), text(n)}: what is done about a resident, and said of the one that is pointed at */
  constructor(host, on) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
    this.root = h("div", { class: "closeup" }, this.canvas, this.tip);
    this.on = on;
    this.allTies = false;
    this.pointed = null;
    this.canvas.addEventListener("pointermove", (event) => this.point(this.nearest(event)));
    this.root.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("click", (event) => this.pick(event));
    host.append(this.root);
    show(this.root, false);
    this.resized = new ResizeObserver(() => this.place());
    this.resized.observe(this.root);
  }

  remove() {
    this.resized.disconnect();
    this.root.remove();
  }

  lay(layout, map) {
    this.layout = layout;
    this.rings = map.shapes?.[layout.area] ?? null;
    this.feelings = null;
    this.chosen = null;
    this.point(null);
    this.place();
  }

  feel(packed) {
    this.feelings = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  }

  choose(row, ties = []) {
    const [first, step] = this.layout?.rows ?? [0, 1];
    this.chosen = row === null ? null : Math.round((row - first) / step);
    this.chosenTies = ties;
  }

  /** Give each street block a spot inside the outline, each resident one around it. */
  place() {
    const box = this.root.getBoundingClientRect();
    if (!this.layout || !box.width) return;
    const dpr = Math.min(2, devicePixelRatio || 1);
    [this.width, this.height] = [box.width, box.height];
    Object.assign(this.canvas, { width: box.width * dpr, height: box.height * dpr });
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(dpr, 0, 0, dpr, 0, 0);
    this.fitOutline();
    const { places } = this.layout;
    const count = Math.max(...places) + 1;
    const spots = this.given() ?? this.spots(count);
    const living = new Map();
    this.at = places.map((place) => {
      const n = living.get(place) ?? 0;
      living.set(place, n + 1);
      return this.home(spots[place % spots.length], n);
    });
    this.radius = Math.max(1.3, Math.min(5, this.spacing * 0.055));
    if (this.last) this.draw(this.last);
  }

  /** Where the n-th resident of a block stands: around its spot, and within the outline. */
  home([x, y], n) {
    const far = this.spacing * 0.072 * Math.sqrt(n + 0.4);
    const around = (share) => [x + share * far * Math.cos(n * GOLDEN), y + share * far * Math.sin(n * GOLDEN)];
    return around(NEARER.find((share) => this.isInside(...around(share))) ?? 0);
  }

  isInside(x, y) {
    const dpr = this.canvas.width / this.width;
    return this.pen.isPointInPath(this.path, x * dpr, y * dpr, "evenodd");
  }

  fitOutline() {
    const points = this.rings?.length
      ? this.rings.flat()
      : Array.from({ length: 40 }, (_, n) => [Math.cos((n * Math.PI) / 20), Math.sin((n * Math.PI) / 20)]);
    const [xs, ys] = [points.map((each) => each[0]), points.map((each) => each[1])];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const factor = Math.min((this.width - 2 * MARGIN) / (right - left), (this.height - 2 * MARGIN) / (bottom - top));
    this.move = ([x, y]) => [
      this.width / 2 + (x - (left + right) / 2) * factor,
      this.height / 2 + (y - (top + bottom) / 2) * factor,
    ];
    this.drawn = (this.rings?.length ? this.rings : [points]).map((ring) => ring.map(this.move));
    this.path = new Path2D();
    for (const [first, ...others] of this.drawn) {
      this.path.moveTo(...first);
      for (const point of others) this.path.lineTo(...point);
    }
    this.path.closePath();
  }

  /** Where the streets lie, if the scenario tells. */
  given() {
    const { spots } = this.layout;
    if (!spots.length) return null;
    const found = spots.map(this.move);
    const [xs, ys] = [found.map(([x]) => x), found.map(([, y]) => y)];
    const wide = (Math.max(...xs) - Math.min(...xs) + 1) * (Math.max(...ys) - Math.min(...ys) + 1);
    this.spacing = Math.sqrt(wide / found.length);
    return found;
  }

  /** Lay a grid over the outline, each row between the spots of the one before; keep what is inside. */
  grid(spacing) {
    const found = [];
    for (let y = spacing / 2, odd = 0; y < this.height; y += spacing * 0.87, odd = 1 - odd) {
      for (let x = ((1 + odd) * spacing) / 2; x < this.width; x += spacing) if (this.isInside(x, y)) found.push([x, y]);
    }
    return found;
  }

  /** Find at least so many spots on a grid inside the outline, as wide apart as they can be. */
  spots(count) {
    let spacing = Math.sqrt((this.width * this.height) / Math.max(1, count));
    for (let tries = 0; tries < 40; tries += 1) {
      const found = this.grid(spacing);
      this.spacing = spacing;
      if (found.length >= count) return this.centred(found);
      spacing *= 0.93;
    }
    return [[this.width / 2, this.height / 2]];
  }

  /** Move spots so that they lie around the middle of the outline, if they all stay within it: few lie askew. */
  centred(found) {
    const middle = (points, axis) => {
      const values = points.map((point) => point[axis]);
      return (Math.min(...values) + Math.max(...values)) / 2;
    };
    const [dx, dy] = [0, 1].map((axis) => middle(this.drawn.flat(), axis) - middle(found, axis));
    const moved = found.map(([x, y]) => [x + dx, y + dy]);
    return moved.every((point) => this.isInside(...point)) ? moved : found;
  }

  draw(measure) {
    this.last = measure;
    if (!this.pen || !this.feelings) return;
    const { pen } = this;
    pen.clearRect(0, 0, this.width, this.height);
    pen.fillStyle = this.colour("--tint");
    pen.fill(this.path, "evenodd");
    pen.strokeStyle = this.colour("--edge");
    pen.lineWidth = 1.5;
    pen.stroke(this.path);
    if (this.allTies) this.drawTies(this.layout.ties, "--faint", 0.7);
    this.drawPointed();
    this.drawDots(felt(measure));
    this.drawChosen();
  }

  /** A colour of the page's, light or dark. */
  colour(name) {
    return getComputedStyle(this.canvas).getPropertyValue(name);
  }

  /** The ties of whoever is pointed at, to those who live in the neighbourhood. */
  drawPointed() {
    if (this.pointed === null) return;
    this.drawTies(this.tiesOf(this.pointed), "--ink", 1.4);
  }

  tiesOf(n) {
    return this.layout.ties.filter(([a, b]) => a === n || b === n);
  }

  drawTies(ties, colour, width) {
    const { pen, at } = this;
    pen.strokeStyle = this.colour(colour);
    pen.lineWidth = width;
    pen.beginPath();
    for (const [a, b] of ties) {
      pen.moveTo(...at[a]);
      pen.lineTo(...at[b]);
    }
    pen.stroke();
  }

  drawDots(measure) {
    const scale = scaleOfFeeling(measure);
    const groups = scale.colours.map(() => new Path2D());
    const members = new Path2D();
    this.at.forEach(([x, y], n) => {
      const value = this.feelings[4 * n + COLUMN[measure]] / 255;
      dot(groups[scale.classOf(value)], x, y, this.radius);
      if (this.feelings[4 * n + 3]) dot(members, x, y, this.radius + 1.6);
    });
    this.pen.lineWidth = 0.6;
    this.pen.strokeStyle = this.colour("--edge");
    groups.forEach((path, n) => {
      this.pen.fillStyle = scale.colours[n];
      this.pen.fill(path);
      this.pen.stroke(path);
    });
    this.pen.lineWidth = 1.7;
    this.pen.strokeStyle = this.colour("--ink");
    this.pen.stroke(members);
  }

  drawChosen() {
    if (this.chosen === null || this.chosen === undefined || !this.at[this.chosen]) return;
    const { pen, at } = this;
    const [x, y] = at[this.chosen];
    const [first, step] = this.layout.rows;
    pen.strokeStyle = this.colour("--focus");
    pen.lineWidth = 2;
    for (const tie of this.chosenTies ?? []) {
      const there = at[(tie - first) / step];
      pen.beginPath();
      pen.moveTo(x, y);
      if (there) pen.lineTo(...there);
      else pen.lineTo(tie < first ? 4 : this.width - 4, 6 + ((tie * 7) % Math.max(1, this.height - 12)));
      pen.stroke();
    }
    const ring = new Path2D();
    dot(ring, x, y, this.radius + 4);
    pen.lineWidth = 3.5;
    pen.stroke(ring);
  }

  pick(event) {
    const best = this.nearest(event);
    if (best !== null) this.on.choose(this.layout.rows[0] + best * this.layout.rows[1]);
  }

  point(n) {
    if (n === this.pointed) return;
    this.pointed = n;
    show(this.tip, n !== null);
    if (n !== null) {
      this.tip.textContent = this.on.text(n);
      this.tip.classList.toggle("at-left", this.at[n][0] > this.width / 2);
    }
    if (this.last) this.draw(this.last);
  }

  /** What a resident feels, from 0 to 1. */
  feeling(n, measure) {
    return this.feelings ? this.feelings[4 * n + COLUMN[felt(measure)]] / 255 : null;
  }

  /** The resident whose dot is nearest, if it is near. */
  nearest(event) {
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let best = null;
    let least = 18 ** 2;
    this.at?.forEach(([x, y], n) => {
      const far = (x - px) ** 2 + (y - py) ** 2;
      if (far < least) [best, least] = [n, far];
    });
    return best;
  }
}

function dot(path, x, y, radius) {
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}
