// The measures that maps show, and what of the town as a whole belongs to each.

import { named, number, percent, textOf } from "./words.js";

export const MEASURES = [
  "insecurity",
  "true_crime",
  "recorded_crime",
  "harm",
  "trust",
  "cohesion",
  "membership",
  "need",
  "zone",
];
/** Measures that count what happened in a time: of one week they are noise. */
export const COUNTED = new Set(["true_crime", "recorded_crime", "harm", "hours_patrol"]);
const OF_TOWN = { need: "need_for_assistance", zone: "need_for_assistance" };

/** The outcome of a town that belongs to a measure of its map. */
export const outcomeOf = (measure) => OF_TOWN[measure] ?? measure;

/** Write a limit of a class of colours: a round number, as short as it is. */
export function limitText({ picture }, value, measure) {
  const unit = picture.outcomes[measure]?.unit ?? "0-1";
  if (unit.startsWith("share")) return percent(value, { decimals: value > 0 && value < 0.095 ? 1 : 0 });
  return number(value, unit.startsWith("0-1") ? 2 : value > 0 && value < 10 ? 1 : 0);
}

/** Write a value of a measure; `outcomes` describes units. */
export function measureText(outcomes, measure, value) {
  if (measure === "zone") return named("zones", String(Math.round(value)));
  return textOf(outcomes[measure] ?? { unit: "0-1" }, value);
}
