// Colours of the map. One hue from light to dark, readable without colour vision: blue where more is better,
// orange where more is worse; four steps for the zones of need.

import { COUNTED } from "./measures.js";

const BLUE = ["#f1f4f6", "#d3e0ea", "#abc9de", "#7fabcb", "#5189b3", "#2d6695", "#12436d"];
const ORANGE = ["#f8f4ee", "#f8e0c2", "#f2c48e", "#e5a158", "#cc7c2c", "#a85a13", "#7a3a05"];
export const ZONES = ["#9b4a07", "#f0b877", "#a9cbe4", "#1f5f9e"];
export const INK = "#1b2733";
export const SIDES = ["#4b4f54", "#00639c"];

const MORE_IS_WORSE = new Set(["insecurity", "true_crime", "recorded_crime", "harm", "need"]);
const CLASSES = BLUE.length;

/** A scale from values to seven classes of colour; it stays put while values stay near. */
export class Scale {
  constructor(measure) {
    this.measure = measure;
    this.colours = measure === "zone" ? ZONES : MORE_IS_WORSE.has(measure) ? ORANGE : BLUE;
    this.low = undefined;
    this.high = undefined;
  }

  /** Fit the ends to values, once; widen them only when many values leave them. */
  fit(values) {
    if (this.measure === "zone") return false;
    const known = values
      .filter((value) => value !== null && value !== undefined && !Number.isNaN(value))
      .sort((a, b) => a - b);
    if (!known.length) return false;
    const low = known[Math.floor(0.02 * (known.length - 1))];
    const high = known[Math.ceil(0.98 * (known.length - 1))];
    const width = Math.max(high - low, 1e-6);
    const far =
      this.high !== undefined &&
      (high > this.high + 0.25 * (this.high - this.low) || low < this.low - 0.25 * (this.high - this.low));
    if (this.high !== undefined && !far) return false;
    const from = COUNTED.has(this.measure) ? 0 : Math.max(0, low - 0.1 * width);
    const to = high + 0.15 * width;
    this.low = round(Math.min(this.low ?? from, from), to - from, Math.floor);
    this.high = round(Math.max(this.high ?? to, to), to - from, Math.ceil);
    return true;
  }

  classOf(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return -1;
    if (this.measure === "zone") return Math.max(0, Math.min(ZONES.length - 1, Math.round(value)));
    const share = (value - this.low) / (this.high - this.low);
    return Math.max(0, Math.min(CLASSES - 1, Math.floor(share * CLASSES)));
  }

  colour(value) {
    const number = this.classOf(value);
    return number < 0 ? "#ffffff" : this.colours[number];
  }

  /** Ink that can be read on the colour of a value. */
  ink(value) {
    const number = this.classOf(value);
    if (this.measure === "zone") return number === 0 || number === ZONES.length - 1 ? "#ffffff" : INK;
    return number >= 4 ? "#ffffff" : INK;
  }
}

function round(value, width, way) {
  const step = 10 ** Math.floor(Math.log10(Math.max(width, 1e-9))) / 4;
  return Math.round(way(value / step) * step * 1e6) / 1e6;
}
