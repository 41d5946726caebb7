// What other pairs of towns say of luck: bounds as a statistician would compute them, nothing before enough have come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Luck, quantile } from "../../src/mobsim/screen/luck.js";

/** Pairs whose difference in crime is their number in every week, and ten times that in trust from week 2 on. */
function luckOf(pairs, weeks) {
  const luck = new Luck(["crime", "trust"]);
  const rows = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    for (let week = 0; week < weeks; week += 1) rows.push([pair, week, [pair, week < 2 ? 0 : 10 * pair]]);
  }
  luck.add({ seeds: 20, rows });
  return luck;
}

test("a quantile lies between values in proportion", () => {
  const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  assert.equal(quantile(values, 0), 0);
  assert.equal(quantile(values, 1), 10);
  assert.equal(quantile(values, 0.05), 0.5);
  assert.equal(quantile([3], 0.95), 3);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test("nine in ten pairs lie between the bounds", () => {
  const { seeds, low, high } = luckOf(21, 5).range("crime", 4, 4);
  assert.deepEqual([seeds, low, high], [21, 1, 19]);
});

test("only pairs that have come to a week count there", () => {
  const luck = luckOf(12, 3);
  luck.add({ seeds: 20, rows: [[0, 3, [0, 0]]] });
  assert.equal(luck.come(2), 12);
  assert.equal(luck.come(3), 1);
  assert.equal(luck.reached(), 2);
  assert.equal(luck.reached(1), 3);
  assert.equal(luck.range("crime", 3, 4).seeds, 1);
});

test("a mean over weeks takes in no more weeks than there are", () => {
  const luck = luckOf(3, 4);
  assert.deepEqual(luck.differences("trust", 3, 4), [0, 5, 10]);
  assert.deepEqual(luck.differences("trust", 0, 13), [0, 0, 0]);
});

test("differences can be counted from what they were before", () => {
  const luck = luckOf(21, 8);
  assert.deepEqual(luck.range("crime", 7, 4, 1), { seeds: 21, low: 0, high: 0 });
  assert.equal(luck.range("trust", 7, 2, 1).high, 190);
});

test("a row that comes again, and an outcome that is not recorded, do no harm", () => {
  const luck = luckOf(4, 3);
  luck.add({ seeds: 20, rows: [[1, 2, [1, 10]]] });
  assert.equal(luck.come(2), 4);
  assert.deepEqual(luck.band("crime", 4).mean, [1.5, 1.5, 1.5]);
  assert.deepEqual(luck.differences("height", 2, 4), []);
});
