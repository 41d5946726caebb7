// Three towns: two of them are compared, and what is known of the third before it branched off is the other's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History, THIRD } from "../../src/mobsim/screen/history.js";
import { flagsOf } from "../../src/mobsim/web/page/flags.js";
import { headlinesOf } from "../../src/mobsim/web/page/headlines.js";

const record = (trust) => ({ town: { trust }, areas: { trust: [trust] } });
const WEEKS = [0, 1, 2, 3].map((week) => [record(10 + week), record(20 + week)]);
const TABLES = [0, 2].map((week) => ({ week, sides: [`a${week}`, `b${week}`] }));
const frame = (branch, story = []) => ({ first: WEEKS.length, weeks: [], tables: [], story, branch });
const branchOf = (number, town, first, ...trusts) => {
  const tables = { first_table: 0, tables: [{ week: 2, side: "c2" }] };
  return {
    number,
    town,
    week: 1,
    along: false,
    day: 7 + 7 * trusts.length,
    first,
    weeks: trusts.map(record),
    ...tables,
  };
};

function lived() {
  const history = new History(1, ["trust"]);
  history.add({ first: 0, weeks: WEEKS, tables: TABLES, story: [] });
  return history;
}

test("the third town has the past of the one that it branched from", () => {
  const history = lived();
  history.add(frame(branchOf(1, "b", 0, 50)));
  assert.deepEqual(history.seriesOf(THIRD, "trust").raw, [20, 21, 50]);
  assert.equal(history.last, 3, "while the two are compared");
  const beside = history.between(1, THIRD);
  assert.deepEqual([beside.last, beside.letters.join("")], [2, "bc"]);
  assert.deepEqual([beside.record(0, 2).town.trust, beside.record(1, 2).town.trust], [22, 50]);
  assert.deepEqual(beside.map(1, "trust", 1), [21]);
  assert.deepEqual(beside.table(2).sides, ["b2", "c2"]);
  assert.deepEqual(history.between(0, THIRD).table(0).sides, ["a0", "b0"]);
});

test("weeks that come twice are kept once, and another branch takes the place of the one before", () => {
  const history = lived();
  history.add(frame(branchOf(1, "b", 0, 50, 51)));
  history.add(frame(branchOf(1, "b", 0, 50)));
  assert.equal(history.branch.own.length, 2);
  history.compared = [1, THIRD];
  history.add(frame(branchOf(2, "a", 0, 60)));
  assert.deepEqual(history.seriesOf(THIRD, "trust").raw, [10, 11, 60]);
  history.add(frame(null));
  assert.deepEqual([history.branch, history.compared], [null, [0, 1]]);
});

test("what was told of a third town that is no more is told no longer", () => {
  const history = lived();
  const told = [1, 2].map((branch) => ({ key: "branched", day: 7, towns: "c", branch }));
  history.add(frame(branchOf(2, "b", 0), told));
  assert.deepEqual(
    flagsOf(history.story).map(({ entries }) => entries),
    [[1]],
  );
  assert.deepEqual(
    headlinesOf(history.story).flatMap(({ top }) => top),
    [1],
  );
  const decided = { key: "leader_left", day: 7, towns: "b", row: 1 };
  history.add(frame(branchOf(2, "b", 0), [decided, { ...decided, day: 14 }]));
  const concerned = (side) => history.between(1, THIRD).entriesOf(side).length;
  assert.deepEqual([concerned(0), concerned(1)], [2, 2], "its own branching, and what happened before");
});

test("other pairs say of any two towns how far luck moves them apart", () => {
  const history = lived();
  const pairs = [0, 1, 2].flatMap((pair) => [0, 1, 2, 3].map((week) => [pair, week, [10 * week]]));
  const third = [0, 1].flatMap((pair) => [2, 3].map((week) => [pair, week, [week + pair]]));
  history.add(frame(branchOf(1, "b", 0, 50, 51)));
  history.others.add({ seeds: 3, rows: pairs, branch: 1, of_branch: third });
  assert.deepEqual(history.luck.differences("trust", 3, 1), [30, 30, 30]);
  assert.deepEqual(history.between(1, THIRD).luck.differences("trust", 3, 1), [3, 4]);
  assert.deepEqual(history.between(0, THIRD).luck.differences("trust", 3, 1), [33, 34]);
  assert.deepEqual(history.between(1, THIRD).luck.differences("trust", 1, 1), [0, 0, 0], "it had not branched off");
  history.add(frame(branchOf(2, "a", 0, 60, 61)));
  assert.equal(history.between(0, THIRD).luck.come(3), 0, "these are of another branch");
});
