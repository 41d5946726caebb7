// The colours of a scale in a row, from low to high, with what they stand for.

import { h, s } from "./dom.js";
import { t } from "./words.js";

const STEP = 20;
const HEIGHT = 16;

export function ramp(colours) {
  const bars = colours.map((fill, n) =>
    s("rect", { x: n * STEP, y: 0, width: STEP, height: HEIGHT, fill, class: "step" }),
  );
  const viewBox = `0 0 ${colours.length * STEP} ${HEIGHT}`;
  return s("svg", { viewBox, preserveAspectRatio: "none", class: "ramp", "aria-hidden": "true" }, ...bars);
}

/**
 * What a legend writes of a scale: both ends beside its colours; or, where classes are not of equal width, below each
 * colour from which value on it stands, or the zone that it stands for.
 * @param write how a value is written
 * @returns {{colours: string[], low: string, high: string, from: string[]|null, named}} plain data
 */
export function keyOf(scale, write) {
  const { colours, limits, low, high, open, even, zones } = scale;
  if (zones) return { colours, from: colours.map((_, n) => t(`wheel.zones.${n}`)), named: true };
  const more = (value) => t("legend.and_more", { value: write(value) });
  if (even) return { colours, low: write(low), high: open ? more(high) : write(high), from: null };
  const from = colours.map((_, n) => (open && n === colours.length - 1 ? `${write(limits[n])}+` : write(limits[n])));
  return { colours, low: write(low), high: more(limits.at(-2)), from };
}

/** The colours of a scale with their values, as `keyOf` has them. */
export function rampWith({ colours, low, high, from, named = false }) {
  if (!from) return [low, ramp(colours), high];
  const cell = (colour, n) => h("span", { class: "class" }, ramp([colour]), h("small", {}, from[n]));
  return [h("span", { class: named ? "classes named" : "classes" }, colours.map(cell))];
}
