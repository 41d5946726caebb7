// Flags of the account: which kind, which week, and no two closer than a finger.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clustered, flagsOf, kindOf, lookOf } from "../../src/mobsim/web/page/flags.js";

const entry = (key, day, towns = "b") => ({ key, day, towns });
const STORY = [
  entry("planned", 28, "a"),
  entry("need_rose", 28),
  entry("decided_levers", 30),
  entry("decided_crime_wave", 32, "ab"),
  entry("happened_plant_closure", 70, "ab"),
  entry("quarter", 91, "ab"),
  entry("leader_left", 112),
];

test("every entry but a comparison has a kind", () => {
  assert.deepEqual(STORY.map(kindOf), ["cycle", "cycle", "decision", "event", "event", null, "event"]);
});

test("a week has one flag, with all that the account has of it, and none from after the week looked at", () => {
  const flags = flagsOf(STORY);
  assert.deepEqual(
    flags.map(({ week, entries, towns }) => [week, entries, towns]),
    [
      [4, [0, 1, 2, 3], "ab"],
      [10, [4], "ab"],
      [16, [6], "b"],
    ],
  );
  assert.equal(lookOf(flags[0]), "event");
  assert.deepEqual(
    flagsOf(STORY, 71).map(({ week }) => week),
    [4, 10],
  );
});

test("no two flags stand closer than they may, none is lost, and a decision keeps its place", () => {
  const cycles = Array.from({ length: 26 }, (_, n) => entry("planned", 28 * (n + 1)));
  const story = [...cycles, entry("decided_levers", 91), entry("decided_budget", 400), entry("decided_preset", 402)];
  for (const [pixels, room] of [
    [3, 26],
    [9, 26],
    [0.5, 40],
  ]) {
    const shown = clustered(flagsOf(story), (week) => pixels * week, room);
    for (let n = 1; n < shown.length; n += 1) assert.ok(shown[n].x - shown[n - 1].x >= room, `${pixels} ${n}`);
    assert.deepEqual(
      shown.flatMap(({ entries }) => entries).sort((a, b) => a - b),
      [...story.keys()],
    );
  }
  const shown = clustered(flagsOf(story), (week) => 9 * week, 26);
  const decided = shown.filter((flag) => lookOf(flag) === "decision");
  assert.equal(decided[0].x, 9 * 13);
  assert.equal(decided[1].counts.decision, 2);
});
