// How long other pairs of towns will take is told by how fast their weeks have come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Luck } from "../../src/mobsim/screen/luck.js";
import { Pace, waitText } from "../../src/mobsim/web/page/pace.js";
import { speak } from "./words.js";

function seen(notes) {
  const pace = new Pace();
  for (const [weeks, now, waits] of notes) pace.note(weeks, now, waits);
  return pace;
}

const steady = Array.from({ length: 40 }, (_, n) => [5, n / 2, true]);

test("a steady pace is told as it is, and nothing before enough was seen", () => {
  assert.equal(seen([]).secondsFor(10), null);
  assert.equal(seen(steady.slice(0, 3)).secondsFor(10), null);
  assert.ok(Math.abs(seen(steady).secondsFor(100) - 10) < 0.5);
});

test("time in which nothing was waited for does not count", () => {
  const rested = [...steady, [5, 20, false], [5, 300, true], [5, 300.5, true]];
  assert.ok(seen(rested).secondsFor(100) < 11);
});

test("it is said in words that fit how long it is, in both languages", () => {
  const pace = seen(steady);
  for (const [code, words] of [
    ["en", [/a few seconds/, /about 40 seconds/, /about a minute/, /about 10 minutes/]],
    ["fr", [/quelques secondes/, /40 secondes/, /une minute/, /10 minutes/]],
  ]) {
    speak(code);
    [30, 350, 600, 6000].forEach((weeks, n) => {
      assert.match(waitText(pace, weeks), words[n]);
    });
  }
  assert.equal(waitText(pace, 0), "");
  assert.equal(waitText(new Pace(), 50), "");
});

test("what is missing are the weeks of the pairs that are nearest, of so many as it takes", () => {
  const luck = new Luck(["trust"]);
  luck.add({ seeds: 12, rows: [0, 1, 2].flatMap((pair) => [0, 1].map((week) => [pair, week, [0]])) });
  assert.equal(luck.missing(1), 14);
  assert.equal(luck.missing(4, 3), 9);
  luck.add({ seeds: 2, rows: [] });
  assert.equal(luck.missing(1), 0, "no more pairs than there are");
});
