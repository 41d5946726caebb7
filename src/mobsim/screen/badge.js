// The sign of a town: a square for A, a disc for B, told apart without colour.

import { h } from "./dom.js";

export function badge(side) {
  return h("span", { class: `badge side-${side}`, "aria-hidden": "true" }, side.toUpperCase());
}
