// A difference in words: how much, how large that is called, and what other pairs of towns say of luck.

import { number, percent, t } from "../../screen/words.js";

/** The change with its sign and the word for its size. */
export function changeText({ share, size }) {
  return t("reading.change", { share: percent(share, { sign: true }), size: t(`reading.sizes.${size}`) });
}

/** The mark of luck that stands at every difference. */
export const luckText = ({ luck }) => t(`reading.luck.${luck}`);

/** What nine in ten other pairs of towns lie between, and whether the room's own pair does not. */
export function rangeText({ share, seeds, low, high }) {
  const [from, to] = [low, high].map((bound) => percent(bound, { sign: true }));
  const range = t("reading.range", { seeds: number(seeds), low: from, high: to });
  return share < low || share > high ? `${range} ${t("reading.outside")}` : range;
}
