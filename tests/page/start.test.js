// The first three minutes go on by what is done.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DAYS, stepOf } from "../../src/mobsim/web/page/start_steps.js";

const begin = { day: 0, playing: false, met: false, budget: 1, choice: null };

test("each deed leads to the next step", () => {
  assert.equal(stepOf(begin), "meet");
  assert.equal(stepOf({ ...begin, met: true }), "lever");
  assert.equal(stepOf({ ...begin, met: true, budget: 1.75 }), "lever");
  assert.equal(stepOf({ ...begin, met: true, budget: 2 }), "say");
  assert.equal(stepOf({ ...begin, met: true, budget: 2, choice: 1 }), "run");
  assert.equal(stepOf({ ...begin, met: true, budget: 2, choice: 1, day: 30, playing: true }), "run");
  assert.equal(stepOf({ ...begin, met: true, budget: 2, choice: 1, day: DAYS }), "surprise");
});

test("after a reload it goes on where the street stands", () => {
  assert.equal(stepOf({ ...begin, budget: 2, day: DAYS }), "surprise");
  assert.equal(stepOf({ ...begin, budget: 2, day: 30 }), "run");
});
