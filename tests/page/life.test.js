// Two lives of one person: who differs most, and what their weeks did.

import assert from "node:assert/strict";
import { test } from "node:test";
import { courseOf, furthestApart } from "../../src/mobsim/web/page/life.js";

test("the resident who differs most is found by the feeling that is asked for", () => {
  const a = Uint8Array.from([10, 20, 30, 0, 100, 20, 30, 0, 50, 50, 50, 1]);
  const b = Uint8Array.from([12, 20, 90, 0, 140, 20, 30, 0, 50, 49, 50, 1]);
  assert.equal(furthestApart([a, b], "trust"), 1);
  assert.equal(furthestApart([a, b], "insecurity"), 0);
  assert.equal(furthestApart([a, b], "cohesion"), 2);
  assert.equal(furthestApart([new Uint8Array(), new Uint8Array()], "trust"), -1);
});

test("a course has its ends and its largest step, as far as the week looked at", () => {
  const history = { weeks: [0, 2, 4, 6], trust: [0.5, 0.52, 0.3, 0.9] };
  assert.deepEqual(courseOf(history, "trust", 4), { from: 0.5, to: 0.3, step: { week: 4, from: 0.52, to: 0.3 } });
  assert.deepEqual(courseOf(history, "trust", 0), { from: 0.5, to: 0.5, step: null });
  assert.equal(courseOf(history, "trust", 9).step.to, 0.9);
});
