// How towns compare: sizes by the thresholds that are written, luck by other pairs, differences counted from before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/mobsim/screen/history.js";
import { compareTowns, sizeOf, wayOf } from "../../src/mobsim/screen/reading.js";
import { changeText, luckText, rangeText } from "../../src/mobsim/web/page/reading_text.js";
import { checkOf, verdictOf } from "../../src/mobsim/web/page/verdict.js";
import { speak } from "./words.js";

const BEGAN = 10;

/** Towns in which B is `early` of A above it up to a week, and `late` after it; other pairs differ by what is given. */
function towns(early, late, others) {
  const history = new History(1, ["trust"]);
  const by = (week) => (week <= BEGAN ? early : late);
  const weeks = Array.from({ length: 21 }, (_, week) =>
    [100, 100 * (1 + by(week))].map((trust) => ({ town: { trust }, areas: {} })),
  );
  history.add({ first: 0, weeks, tables: [], story: [] });
  const rows = others.flatMap((other, pair) => weeks.map((_, week) => [pair, week, [100 * (by(week) + other)]]));
  history.luck.add({ seeds: others.length, rows });
  return history;
}

const spread = (count, width) => Array.from({ length: count }, (_, n) => width * (n / (count - 1) - 0.5));

test("sizes follow the thresholds that the help states", () => {
  const sizes = [0, 0.019, -0.02, 0.099, 0.1, -0.249, 0.25, 9].map(sizeOf);
  assert.deepEqual(sizes, ["none", "none", "slight", "slight", "clear", "clear", "large", "large"]);
});

test("a difference is beyond luck where other pairs lie on its side, and not before ten have come", () => {
  const luck = (others, late = 0.1) => compareTowns(towns(0, late, others), "trust", 20, 4).luck;
  assert.equal(luck(spread(20, 0.1)), "beyond");
  assert.equal(luck(spread(20, 0.3)), "maybe");
  assert.equal(luck(spread(9, 0.01)), "early");
  assert.equal(luck(spread(20, 0.1), -0.1), "beyond");
});

test("a difference that was there before the decision is none of its doing", () => {
  const found = compareTowns(towns(0.1, 0.1, spread(20, 0)), "trust", 20, 4, BEGAN);
  assert.ok(Math.abs(found.share) < 1e-9);
  assert.equal(wayOf(found), "unclear");
  const since = compareTowns(towns(0.1, 0.3, spread(20, 0)), "trust", 20, 4, BEGAN);
  assert.ok(Math.abs(since.share - 0.2) < 1e-9);
  assert.equal(wayOf(since), "higher");
  assert.ok(Math.abs(since.low - 0.2) < 1e-9 && Math.abs(since.high - 0.2) < 1e-9);
});

test("a difference too small to speak of is none, however sure it is", () => {
  assert.equal(wayOf(compareTowns(towns(0, 0.01, spread(20, 0)), "trust", 20, 4)), "unclear");
});

test("it is said where the room's own pair lies outside of the band, and what a small difference is called", () => {
  for (const [code, outside, small] of [
    ["en", /Your own pair lies outside/, "+0.9%, about equal"],
    ["fr", /La vôtre est en dehors/, "+0,9\u00a0%, quasi égal"],
  ]) {
    speak(code);
    assert.match(rangeText({ share: 0.3, seeds: 20, low: -0.1, high: 0.2 }), outside);
    assert.doesNotMatch(rangeText({ share: 0.1, seeds: 20, low: -0.1, high: 0.2 }), outside);
    assert.equal(changeText({ share: 0.009, size: "none" }), small);
    const marks = ["none", "slight"].map((size) => luckText({ luck: "beyond", size }));
    assert.ok(marks[0].startsWith("●") && marks[0] !== marks[1], "sure, and too small to matter");
  }
});

test("no verdict is given before enough other pairs have come", () => {
  speak("en");
  const answers = [{ words: { en: "Higher" }, when: [["trust", "higher"]] }];
  const judged = (come, seeds, way) => {
    const known = {
      come,
      seeds,
      wait: " Soon.",
      came: () => way === "higher",
      holds: () => way === "higher",
      way: () => way,
    };
    const towns = { ...known, nameOf: () => "Trust", compare: () => ({ share: 0.2 }) };
    return verdictOf(towns, answers, 0, "en");
  };
  const early = judged(9, 20, "higher");
  assert.match(early.notes[0], /9 of the 10 .* Soon\.$/);
  assert.deepEqual(early.checks, []);
  assert.match(judged(9, 9, "higher").head, /only 9/);
  assert.equal(judged(10, 20, "higher").head, "It came out as the room said.");
  assert.match(judged(10, 20, "higher").notes[0], /10 of 20/);
  assert.equal(judged(20, 20, "lower").head, "It came out otherwise than the room said.");
});

test("a verdict says once what an outcome means that is no everyday word", () => {
  const conditions = ["patrol_error", "patrol_error@poorest", "trust"].map((outcome) => [outcome, "lower"]);
  const towns = { come: 20, seeds: 20, way: () => "lower", nameOf: () => "?", compare: () => ({ share: -0.1 }) };
  for (const [code, begins] of [
    ["en", "Error of patrol: "],
    ["fr", "Erreur dans l’affectation des patrouilles : "],
  ]) {
    speak(code);
    const { notes } = verdictOf({ ...towns, came: () => true, holds: () => true }, [{ when: conditions }], 0, code);
    assert.equal(notes.filter((note) => note.startsWith(begins)).length, 1);
    assert.equal(notes.length, 2, "beside it, that parts of a town are of one pair");
  }
});

test("what is not lower only because luck leaves it undecided is not written as if it contradicted its figure", () => {
  speak("en");
  const towns = (way) => ({
    came: () => way !== "lower",
    way: () => way,
    nameOf: () => "Money",
    compare: () => ({ share: -0.17 }),
  });
  assert.equal(checkOf(towns("unclear"), ["money", "not_lower"]), "✓ Money: no difference beyond luck (-17%)");
  assert.equal(checkOf(towns("higher"), ["money", "not_lower"]), "✓ Money: not lower in town B (-17%)");
  assert.match(checkOf(towns("lower"), ["money", "not_lower"]), /^✗ .*not lower in town B. It was lower/);
});
