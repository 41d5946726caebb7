// The wheel lights up from what the run did in a week, and from nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wheelOf } from "../../src/mobsim/web/page/wheel.js";

const MARKS = { leads: ["police", "community"], statuses: ["", "planned", "running"] };
const record = (initiatives, zone, forum = [0, 0]) => ({
  town: { trust: 0.5, collaboration_ties: 0.2, assessment_error: 0.1 },
  areas: { zone, forum },
  initiatives,
});
const work = (slot, area, status, lead = 0) => [slot, area, status, 0, 0, lead, 0, 0];

function history(...records) {
  return { record: (_, week) => records[week], tables: [{ week: 0 }, { week: 2 }] };
}

test("steps light up in the week in which they happen", () => {
  const run = history(
    record([], [1, 2]),
    record([work(0, 0, 1)], [1, 2], [5, 0]),
    record([work(0, 0, 2), work(3, 1, 1)], [0, 2]),
    record([work(0, 0, 2), work(3, 1, 1)], [0, 2]),
  );
  const lit = (week) => {
    const wheel = wheelOf(run, MARKS, 0, week);
    return ["relationship", "assessment", "planning", "action"].map((name) => wheel[name].lit);
  };
  assert.deepEqual(lit(0), [false, false, false, false]);
  assert.deepEqual(lit(1), [true, false, true, false]);
  assert.deepEqual(lit(2), [false, true, true, true]);
  assert.deepEqual(lit(3), [false, false, false, false]);
});

test("zones count neighbourhoods, who came within the cycle, and who leads there", () => {
  const run = history(record([], [1, 2]), record([work(0, 0, 2, 1), work(3, 1, 2, 0), work(4, 1, 1, 1)], [0, 2]));
  const { zones } = wheelOf(run, MARKS, 1, 1);
  assert.deepEqual(
    zones.map(({ count, came, lit, police, community }) => [count, came, lit, police, community]),
    [
      [1, 1, true, 0, 1],
      [0, 0, false, 0, 0],
      [1, 0, false, 1, 0],
      [0, 0, false, 0, 0],
    ],
  );
});
