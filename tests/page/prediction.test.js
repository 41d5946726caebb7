// What a room draws: the pen draws what it passes, the town's present is no guess, and a score counts what was run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/mobsim/screen/history.js";
import { blank, filled, isDrawn, knotsOf, scoreOf, stroke } from "../../src/mobsim/web/page/prediction.js";

test("a curve has as many weeks as a room can tell apart, its ends among them", () => {
  assert.deepEqual(knotsOf(0, 104), [0, 13, 26, 39, 52, 65, 78, 91, 104]);
  assert.deepEqual(knotsOf(10, 14), [10, 11, 12, 13, 14]);
  for (const [from, to] of [
    [0, 13],
    [7, 33],
    [0, 26],
  ]) {
    const weeks = knotsOf(from, to);
    assert.deepEqual([weeks[0], weeks.at(-1)], [from, to]);
    assert.deepEqual(
      weeks,
      [...new Set(weeks)].sort((a, b) => a - b),
    );
  }
});

test("nothing is drawn until the pen has moved, and the town's present stays", () => {
  const before = blank(0, 104, 5);
  assert.equal(isDrawn(before), false);
  assert.deepEqual(filled(before), Array(9).fill(5));
  const after = stroke(before, [-3, 9], [2, 9]);
  assert.equal(after.values[0], 5);
  assert.equal(isDrawn(after), false);
});

test("the pen draws all that it passes, however fast, in either direction", () => {
  const there = stroke(blank(0, 104, 5), [13, 1], [104, 8]);
  assert.deepEqual(there.values, [5, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(stroke(blank(0, 104, 5), [104, 8], [13, 1]).values, there.values);
});

test("a touch draws the nearest week; what is left out lies between, or stays as it was last", () => {
  const touched = stroke(blank(0, 104, 5), [50, 9], [50, 9]);
  assert.deepEqual(touched.values, [5, null, null, null, 9, null, null, null, null]);
  assert.deepEqual(filled(touched), [5, 6, 7, 8, 9, 9, 9, 9, 9]);
  assert.equal(stroke(touched, [53, 2], [53, 2]).values[4], 2, "it can be drawn anew");
});

/** Towns that stay at 10 (A) and move by so much a week (B); of other pairs, the n-th lies n tenths apart. */
function lived(weeks, step, pairs = 0) {
  const history = new History(1, ["trust"]);
  const rows = Array.from({ length: weeks + 1 }, (_, week) =>
    [10, 10 + step * week].map((trust) => ({ town: { trust }, areas: {} })),
  );
  history.add({ first: 0, weeks: rows, tables: [], story: [] });
  const differences = Array.from({ length: pairs }, (_, pair) => rows.map((_, week) => [pair, week, [pair / 10]]));
  history.luck.add({ seeds: 20, rows: differences.flat() });
  return history;
}

test("a score counts what was run alone", () => {
  const drawing = stroke(blank(0, 8, 10), [1, 10], [8, 10]);
  assert.equal(scoreOf(drawing, "trust", lived(0, 0)), null);
  assert.equal(scoreOf(drawing, "trust", lived(3, 0)).points, 3);
  assert.equal(scoreOf(drawing, "trust", lived(20, 0)).points, 8);
});

test("a drawing that comes true is off by nothing; one that does not by so much of town A", () => {
  const flat = stroke(blank(0, 8, 10), [1, 10], [8, 10]);
  const right = scoreOf(flat, "trust", lived(8, 0));
  assert.deepEqual([right.share, right.size, right.said, right.came], [0, "none", "hold", "hold"]);
  const high = stroke(blank(0, 8, 10), [1, 12], [8, 12]);
  const wrong = scoreOf(high, "trust", lived(8, -0.5));
  assert.deepEqual([wrong.said, wrong.came, wrong.size], ["rise", "fall", "large"]);
  const mean = (weeks) => weeks.reduce((sum, week) => sum + week, 0) / weeks.length;
  const expected = [1, 2, 3, 4, 5, 6, 7, 8].map((week) => {
    const smooth = mean([week, week - 1, week - 2, week - 3].filter((each) => each >= 0));
    return (12 - (10 - 0.5 * smooth)) / 10;
  });
  assert.ok(Math.abs(wrong.share - mean(expected)) < 1e-12);
});

test("luck is named from ten other pairs on, and counts points within nine in ten of them", () => {
  const drawing = stroke(stroke(blank(0, 8, 10), [1, 11], [4, 11]), [5, 13], [8, 13]);
  assert.equal(scoreOf(drawing, "trust", lived(8, 0, 9)).luck, "early");
  const known = scoreOf(drawing, "trust", lived(8, 0, 21)); // 0 to 2 apart; nine in ten from .1 to 1.9
  assert.deepEqual([known.luck, known.inside, known.points, known.seeds], ["known", 4, 8, 21]);
  const history = lived(8, 0, 3);
  history.luck.seeds = 5;
  assert.equal(scoreOf(drawing, "trust", history).luck, "never");
});
