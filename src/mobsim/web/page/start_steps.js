// Where somebody stands in the first three minutes: told from what was done, so that nothing need be remembered.

/** The name by which the server knows the street of twenty. */
export const FIRST = "twenty_people";
export const WEEKS = 26;
export const DAYS = 7 * WEEKS;
/** How far the one lever goes. */
export const TWICE = 2;
/** How town B's trust may come to stand to town A's, as it may be said beforehand. */
export const ANSWERS = ["higher", "unclear", "lower"];

/** The step that is due: meet the people, pull the lever, say what will come, watch it, be surprised. */
export function stepOf({ day, playing, met, budget, choice }) {
  if (day >= DAYS && !playing) return "surprise";
  if (day > 0 || playing || choice !== null) return "run";
  if (!met) return "meet";
  return budget >= TWICE ? "say" : "lever";
}
