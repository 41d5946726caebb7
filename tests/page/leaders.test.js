// The table of leaders: ties above a threshold, what snaps when one leaves, and what followed, from the run's own records.

import assert from "node:assert/strict";
import { test } from "node:test";
import { partnersOf } from "../../src/mobsim/web/page/joint_work.js";
import { aftermath, changesOf, personName, snapped, snapping, tiesOf } from "../../src/mobsim/web/page/leaders.js";

const matrix = (pairs) => {
  const rows = Array.from({ length: 3 }, () => [0, 0, 0]);
  for (const [a, b, value] of pairs) [rows[a][b], rows[b][a]] = [value, value];
  return rows;
};
const state = (ties, held, commitment = [50, 50, 50], convenor = 0) => ({
  ties: matrix(ties),
  held: matrix(held),
  commitment,
  convenor,
});
const BEFORE = state(
  [
    [0, 1, 60],
    [0, 2, 45],
    [1, 2, 20],
  ],
  [
    [0, 1, 50],
    [0, 2, 10],
  ],
);
const AFTER = state(
  [
    [0, 1, 50],
    [0, 2, 10],
    [1, 2, 20],
  ],
  [
    [0, 1, 50],
    [0, 2, 10],
  ],
  [20, 50, 50],
  -1,
);
const SEATS = [{ row: 4 }, { row: 5 }, { row: 6 }];

test("ties are shown from a threshold on, and told apart by who holds them", () => {
  const found = tiesOf(BEFORE, 0.4);
  assert.deepEqual(
    found.map(({ a, b, kind }) => [a, b, kind]),
    [
      [1, 0, "held"],
      [2, 0, "personal"],
    ],
  );
  assert.equal(tiesOf(BEFORE, 0.1).length, 3);
});

test("what would snap is what does snap", () => {
  const would = snapping(BEFORE, 0, 0.4).map(({ a, b }) => [a, b]);
  assert.deepEqual(would, [[2, 0]]);
  assert.deepEqual(
    snapped(BEFORE, AFTER, 0.4).map(({ a, b }) => [a, b]),
    would,
  );
  assert.deepEqual(snapping(BEFORE, 1, 0.4), []);
});

test("a newcomer has another name, and the same person has one name in both towns", () => {
  assert.notEqual(personName(4, 0), personName(4, 1));
  const names = new Set(Array.from({ length: 24 }, (_, row) => personName(row, 0)));
  assert.equal(names.size, 24);
});

test("what followed is read from the tables and the account of the town that somebody left", () => {
  const planned = (day, wait) => ({ key: "planned", towns: "b", day, wait, count: 4 });
  const story = [
    planned(28, 20),
    { key: "leader_left", towns: "b", day: 56, row: 4 },
    planned(56, 30),
    planned(84, 34),
  ];
  const tables = [0, 4, 8, 12].map((week) => ({ week, sides: [BEFORE, week < 8 ? BEFORE : AFTER] }));
  const history = { tables, entriesOf: (side) => story.filter(({ towns }) => towns === "ab"[side]) };
  const found = aftermath(history, SEATS, 1, 12, 0.4);
  assert.equal(found.week, 8);
  assert.deepEqual(found.seats, [0]);
  assert.equal(found.lines.length, 1);
  assert.equal(found.kept, 1);
  assert.deepEqual(found.commitment, [0.5, 0.2, 0.2]);
  assert.deepEqual(found.convenor, [0, -1]);
  assert.deepEqual([found.planned[0].wait, found.planned[1].wait], [20, 32]);
  assert.equal(aftermath(history, SEATS, 0, 12, 0.4), null, "nobody left town A");
  assert.equal(aftermath(history, SEATS, 1, 4, 0.4), null, "not yet");
  assert.deepEqual([...changesOf(history.entriesOf(1), 12)], [[4, 1]]);
});

test("seats are paired as the model names them: the first of each role, and of one role the second", () => {
  const seats = ["mayor", "chief", "agency", "agency", "agency", "councillor"].map((role) => ({ role }));
  assert.deepEqual(partnersOf(seats, 0), [1, 2, 5]);
  assert.deepEqual(partnersOf(seats, 2), [0, 1, 3, 5]);
  assert.deepEqual(partnersOf(seats, 3), [2]);
  assert.deepEqual(partnersOf(seats, 4), []);
});
