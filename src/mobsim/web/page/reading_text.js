// A difference in words: how much, how large that is called, and what other pairs of towns say of luck.

import { number, percent, t } from "../../screen/words.js";

/** The change with its sign, and which way and how far that is in a word. */
export function changeText({ share, size }) {
  const word = size === "none" ? size : `${size}_${share < 0 ? "lower" : "higher"}`;
  return t("reading.change", { share: percent(share, { sign: true }), word: t(`reading.words.${word}`) });
}

/** The mark of luck that stands at every difference; what is sure may still be too small to matter. */
export function luckText({ luck, size }) {
  return t(`reading.luck.${luck === "beyond" && size === "none" ? "tiny" : luck}`);
}

/** What nine in ten other pairs of towns lie between, and whether the room's own pair does not. */
export function rangeText({ share, seeds, low, high }) {
  const [from, to] = [low, high].map((bound) => percent(bound, { sign: true }));
  const range = t("reading.range", { seeds: number(seeds), low: from, high: to });
  return share < low || share > high ? `${range} ${t("reading.outside")}` : range;
}
