// The table of leaders: ties above a threshold, what snaps when one leaves, and what followed, from the run's own records.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bought, boughtLines, partnersOf } from "../../src/mobsim/web/page/joint_work.js";
import { aftermath, changesOf, personName, snapped, snapping, tiesOf } from "../../src/mobsim/web/page/leaders.js";
import { speak } from "./words.js";

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

/** Two towns of two seats: town B pays in week 8; its tie rises from 40 to 60 and fades to 45, that of town A goes its own way. */
function paying(story, compared = [0, 1], branch = null) {
  const tie = (value) => ({
    ties: [
      [0, value],
      [value, 0],
    ],
  });
  const courses = { 0: [40, 40, 40, 42, 43], 1: [40, 40, 40, 60, 45], 2: [40, 40, 40, 38, 37] };
  const tables = [0, 4, 8, 12, 16].map((week, n) => ({ week, sides: compared.map((town) => tie(courses[town][n])) }));
  const letters = compared.map((town) => "abc"[town]);
  return {
    tables,
    compared,
    branch,
    letters,
    entriesOf: (side) => story.filter(({ towns }) => towns.includes(letters[side])),
  };
}
const TWO = [
  { row: 4, role: "mayor" },
  { row: 5, role: "chief" },
];
const PAID = { key: "decided_joint_work", kind: "joint_work", day: 58, towns: "b", role: "mayor", partner: "chief" };
const PEOPLE = [{ role: "Mayor" }, { role: "Chief" }];

test("what was paid for at the table is told with how much of it is left, and what the tie is where nobody paid", () => {
  speak("en");
  const [fresh] = bought(paying([PAID]), TWO, 1, 14);
  assert.deepEqual(fresh.seats, [0, 1]);
  assert.deepEqual([fresh.week, fresh.before, fresh.after, fresh.now], [8, 0.4, 0.6, 0.6]);
  const [later] = bought(paying([PAID]), TWO, 1, 16);
  const told = boughtLines(later, PEOPLE).join(" ");
  assert.match(told, /Mayor and Chief, week 8: their tie went from 40% to 60%/);
  assert.match(told, /It is 45% in the week shown: 25% of what was bought is left/);
  assert.match(told, /in Town A, the same tie went from 40% to 43% meanwhile. Towns differ/);
  assert.deepEqual(bought(paying([PAID]), TWO, 0, 16), [], "in the town that did not pay there is nothing to tell");
  assert.deepEqual(bought(paying([PAID]), TWO, 1, 8), [], "nor before the next cycle");
});

test("a town that parted before and did not pay says what would be without; who left since is told", () => {
  speak("en");
  const left = { key: "leader_left", day: 90, towns: "b", row: 5 };
  const branch = { side: 1, week: 6 };
  const [found] = bought(paying([PAID, left], [1, 2], branch), TWO, 0, 16);
  const told = boughtLines(found, PEOPLE).join(" ");
  assert.match(told, /Town C is the same town up to week 6, and nobody paid there: the same tie went from 40% to 37%/);
  assert.match(told, /somebody new has the seat \(Chief\)/);
  const [both] = bought(paying([{ ...PAID, towns: "ab" }]), TWO, 1, 16);
  assert.equal(both.without, null, "where both paid, neither tells what would be without");
});
