// The weeks kept in the browser: nothing twice, nothing left out, means as they are said to be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/mobsim/screen/history.js";

const week = (crime, areas) => [0, 1].map((side) => ({ town: { crime: crime[side] }, areas }));
const weeks = [
  week([8, 4], { trust: [0.1, 0.2], harm: [4, 0] }),
  week([4, 2], { trust: [0.3, 0.4], harm: [0, 8] }),
  week([null, 3], { trust: [0.5, 0.6], harm: [2, 4] }),
];
const frame = (first, ...fresh) => ({ first, weeks: fresh, tables: [], story: [] });

test("weeks that come twice are kept once", () => {
  const history = new History(2);
  history.add(frame(0, weeks[0], weeks[1]));
  assert.equal(history.add(frame(1, weeks[1], weeks[2])), 1);
  assert.equal(history.last, 2);
  assert.deepEqual(history.have, { weeks: 3, tables: 0, story: 0 });
});

test("a curve is the mean of each week and those before it, without what was not measured", () => {
  const history = new History(2);
  history.add(frame(0, ...weeks));
  assert.deepEqual(history.series(0, "crime"), [8, 6, 6]);
  assert.equal(history.over(1, "crime"), 3);
  assert.equal(history.over(1, "crime", 1, 1), 2);
});

test("maps show feelings as they are and counts as means of weeks", () => {
  const history = new History(2);
  history.add(frame(0, ...weeks));
  assert.deepEqual(history.map(0, "trust", 1), [0.3, 0.4]);
  assert.deepEqual(history.map(0, "harm", 2), [2, 4]);
});

test("the leaders' table of a week is the last one before it", () => {
  const history = new History(2);
  history.add({ first: 0, weeks, tables: [{ week: 0 }, { week: 4 }], story: [] });
  assert.deepEqual(
    [0, 3, 4, 9].map((at) => history.table(at).week),
    [0, 0, 4, 4],
  );
});
