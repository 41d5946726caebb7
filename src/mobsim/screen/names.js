// Which names find room on a map without covering one another.

/** Width of a letter, as a share of its height, on average. */
const LETTER = 0.56;

/**
 * Choose names, in the order in which they are given, that do not overlap those chosen before.
 * @param names texts, an empty one has none
 * @param at    where each is centred
 * @param order which to try first, by number
 * @param size  height of the letters, in the units of `at`
 * @returns {Set<number>} the numbers of those that fit
 */
export function fitting(names, at, order, size) {
  const boxes = [];
  const found = new Set();
  for (const n of order) {
    if (!names[n]) continue;
    const half = (names[n].length * LETTER * size) / 2;
    const box = [at[n][0] - half, at[n][0] + half, at[n][1] - size / 2, at[n][1] + size / 2];
    if (boxes.some((other) => overlap(box, other))) continue;
    boxes.push(box);
    found.add(n);
  }
  return found;
}

const overlap = ([left, right, top, bottom], [l, r, t, b]) => left < r && right > l && top < b && bottom > t;
