// The colours of a scale in a row, from low to high.

import { s } from "./dom.js";

const STEP = 20;
const HEIGHT = 16;

export function ramp(colours) {
  const bars = colours.map((fill, n) =>
    s("rect", { x: n * STEP, y: 0, width: STEP, height: HEIGHT, fill, class: "step" }),
  );
  const viewBox = `0 0 ${colours.length * STEP} ${HEIGHT}`;
  return s("svg", { viewBox, preserveAspectRatio: "none", class: "ramp", "aria-hidden": "true" }, ...bars);
}
