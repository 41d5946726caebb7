// Headlines of the account: at most three a quarter, everything else folded, nothing lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { headlinesOf, MOST, quarterOf, weeksOf } from "../../src/mobsim/web/page/headlines.js";

const story = [];
for (let cycle = 1; cycle <= 13; cycle += 1) {
  for (const key of ["planned", "ended", "need_rose", "need_fell"]) {
    for (const towns of ["a", "b"]) story.push({ key, towns, day: 28 * cycle, count: 3 });
  }
  if ([4, 7, 10, 13].includes(cycle)) story.push({ key: "quarter", towns: "ab", day: (91 * (cycle - 1)) / 3 });
}
story.push({ key: "leader_left", towns: "b", day: 196, row: 0 });
story.push({ key: "decided_crime_wave", towns: "ab", day: 91 });
story.push({ key: "decided_levers", towns: "b", day: 300, levers: { leadership: 0.5 } });
story.push({ key: "decided_levers", towns: "b", day: 300, levers: { leadership: 0.6 } });

const find = (quarter) => headlinesOf(story).find((each) => each.quarter === quarter);
const keysOf = (numbers) => numbers.map((n) => story[n].key);

test("a quarter has at most three headlines, the newest quarter first, and nothing is lost but what was amended", () => {
  const quarters = headlinesOf(story);
  assert.deepEqual(
    quarters.map(({ quarter }) => quarter),
    [3, 2, 1, 0],
  );
  assert.ok(quarters.every(({ top }) => top.length <= MOST));
  const all = quarters.flatMap(({ top, rest }) => [...top, ...rest]).sort((a, b) => a - b);
  const amended = story.length - 2;
  assert.deepEqual(
    all,
    [...story.keys()].filter((n) => n !== amended),
  );
});

test("how the towns compare, what was decided and who left make headlines before routine does", () => {
  assert.ok(keysOf(find(1).top).includes("decided_crime_wave"), "on the last day of a quarter it counts in the next");
  assert.ok(keysOf(find(2).top).includes("leader_left"));
  assert.ok(keysOf(find(3).top).includes("decided_levers"));
  for (const { top, rest } of headlinesOf(story)) assert.ok(!keysOf(rest).includes("quarter"), keysOf(top).join());
});

test("what came after the week looked at is left out", () => {
  const before = headlinesOf(story, 100);
  assert.ok(before.every(({ top, rest }) => [...top, ...rest].every((n) => story[n].day <= 100)));
});

test("quarters are thirteen weeks", () => {
  assert.equal(quarterOf({ key: "quarter", day: 91 }), 0);
  assert.equal(quarterOf({ key: "decided_budget", day: 91 }), 1);
  assert.equal(quarterOf({ key: "planned", day: 0 }), 0);
  assert.deepEqual(weeksOf(1), [14, 26]);
});
