// What a room expects: hands are numbers of hands, the favourite is one alone, what holds is what the towns did.

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/mobsim/screen/history.js";
import { Forecast } from "../../src/mobsim/web/page/forecast.js";
import { speak } from "./words.js";

/** A session of so many weeks in which town B lies at a share of town A; twelve other pairs lie beside it. */
function stateOf(weeks, share = 1) {
  const history = new History(1, ["trust"]);
  const row = [10, 10 * share].map((trust) => ({ town: { trust }, areas: {} }));
  const rows = Array.from({ length: weeks + 1 }, () => row);
  history.add({ first: 0, weeks: rows, tables: [], story: [] });
  const pairs = Array.from({ length: 12 }, (_, pair) => rows.map((_, week) => [pair, week, [10 * share - 10]]));
  history.luck.add({ seeds: 12, rows: pairs.flat() });
  const picture = { days: 364, outcomes: { trust: { unit: "0-1" } } };
  return { history, picture, outcome: "trust", period: 13, begun: true, week: null };
}

function forecastOf(state, exercise = null) {
  speak("en");
  const tools = { state, keep: () => {}, redraw: () => {}, exerciseAsks: () => exercise };
  return new Forecast(null, tools);
}

test("hands are whole numbers from nought up, and none at all is nothing said", () => {
  const forecast = forecastOf(stateOf(0));
  for (const [text, count] of [
    ["12", 12],
    ["-3", 0],
    ["2.9", 2],
    ["many", 0],
    ["99999", 999],
  ]) {
    forecast.count(1, text);
    assert.equal(forecast.counts[1], count, text);
  }
  forecast.count(1, "");
  assert.equal(forecast.kept, null);
});

test("the favourite is the one answer with most hands", () => {
  const forecast = forecastOf(stateOf(0));
  assert.equal(forecast.favourite, null);
  forecast.count(0, "4");
  forecast.count(2, "4");
  assert.equal(forecast.favourite, null, "two have as many");
  forecast.count(2, "5");
  assert.equal(forecast.favourite, 2);
  assert.deepEqual(
    forecast.bars.map(({ share }) => share),
    [0.8, 0, 1],
  );
});

test("an answer holds once its weeks have been run, as the towns stand", () => {
  for (const [share, held] of [
    [0.8, 0],
    [1, 1],
    [1.2, 2],
  ]) {
    const forecast = forecastOf(stateOf(0));
    forecast.count(0, "1");
    assert.deepEqual(forecast.held, []);
    forecast.state = stateOf(13, share);
    assert.deepEqual(forecast.held, [held]);
  }
});

test("a curve is drawn before its weeks are run, never after", () => {
  const forecast = forecastOf(stateOf(0));
  forecast.move([1, 8], [13, 12]);
  assert.equal(forecast.drawing.to, 13);
  assert.equal(forecast.drawing.values[0], 10);
  const drawn = forecast.drawing;
  forecast.state = stateOf(3);
  forecast.move([1, 20], [13, 20]);
  assert.equal(forecast.drawing, drawn);
  assert.match(forecast.scoreLines[0], /^The room drew a .*; town B stayed as it was\.$/);
});

test("an exercise asks about its own outcome up to its end, with its own answers", () => {
  const answers = ["Up", "Down"].map((en) => ({ words: { en, fr: en } }));
  const forecast = forecastOf(stateOf(0), { outcome: "trust", weeks: 26, answers, predict: "Which way?", held: [1] });
  assert.equal(forecast.asked.to, 26);
  forecast.count(1, "6");
  assert.deepEqual(
    forecast.bars.map(({ text, holds }) => [text, holds]),
    [
      ["Up", false],
      ["Down", true],
    ],
  );
});

test("what was said is the same after it was kept", () => {
  const state = stateOf(0);
  const forecast = forecastOf(state);
  forecast.count(2, "7");
  forecast.move([1, 8], [13, 12]);
  forecast.write("notes", "Ask the chief");
  const again = forecastOf(state);
  again.restoreKept(JSON.parse(JSON.stringify(forecast.kept)));
  assert.deepEqual(again.kept, forecast.kept);
  assert.deepEqual(again.bars, forecast.bars);
  forecast.started();
  assert.equal(forecast.kept, null, "another session asks anew");
});
