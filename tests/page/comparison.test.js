// What an exercise names, and over which weeks it is compared.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/mobsim/screen/history.js";
import { Comparison, partsOf } from "../../src/mobsim/web/page/comparison.js";
import { speak } from "./words.js";

const WEEKS = 26;
/** Towns that are alike up to week 8; from then on trust is .1 lower in town B, and back in the last weeks. */
const trustOfB = (week) => (week > 8 && week <= 18 ? 0.4 : 0.5);

function towns(data) {
  const history = new History(1, ["trust"]);
  const weeks = Array.from({ length: WEEKS + 1 }, (_, week) =>
    [0.5, trustOfB(week)].map((trust) => ({ town: { trust }, areas: {}, initiatives: [] })),
  );
  history.add({ first: 0, weeks, tables: [], story: [] });
  for (let pair = 0; pair < 10; pair += 1) {
    history.luck.add({ seeds: 10, rows: weeks.map((_, week) => [pair, week, [trustOfB(week) - 0.5]]) });
  }
  return new Comparison({ history }, { weeks: WEEKS, events: [{ day: 56 }], ...data });
}

test("an outcome is named with its part of the town and its week", () => {
  assert.deepEqual(partsOf("harm"), { outcome: "harm", part: null, week: null });
  assert.deepEqual(partsOf("harm@most#52"), { outcome: "harm", part: "most", week: 52 });
  assert.deepEqual(partsOf("harm#30"), { outcome: "harm", part: null, week: 30 });
});

test("a week on the way is compared up to that week, the end over the last quarter", () => {
  const compared = towns({});
  assert.equal(compared.lastWeeks, 7);
  assert.equal(compared.way("trust#16"), "lower");
  assert.equal(compared.way("trust"), "unclear");
  assert.ok(
    compared.holds({
      when: [
        ["trust#16", "lower"],
        ["trust", "not_lower"],
      ],
    }),
  );
});

test("towns are compared by what moved since the last decision, or on the whole", () => {
  assert.equal(towns({}).since, 8);
  assert.equal(towns({ count: "whole" }).since, null);
  assert.equal(towns({ count: "whole" }).decided, 8);
  assert.equal(towns({ events: [{ day: 0 }] }).since, null);
});

test("an outcome that is followed through a decision is told at its lowest, though its highest lies further off", () => {
  speak("en");
  const history = new History(1, []);
  const ties = [...Array(13).fill(0.42), ...Array(8).fill(0.38), ...Array(20).fill(0.5)];
  const row = (collaboration_ties) => [0, 1].map(() => ({ town: { collaboration_ties }, areas: {}, initiatives: [] }));
  history.add({ first: 0, weeks: ties.map(row), tables: [], story: [] });
  const picture = { outcomes: { collaboration_ties: { unit: "share of the maximum" } } };
  const data = { weeks: 40, events: [{ day: 84 }], path: "collaboration_ties", count: "whole" };
  const [, followed] = new Comparison({ history, picture }, data).paths();
  assert.match(
    followed(),
    /town B: 42% up to week 12; from then on 38% at the lowest \(week 16\) and 50% at the highest/,
  );
});
