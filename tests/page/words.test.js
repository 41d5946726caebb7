// Figures and sentences in both languages, as their readers write them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { many, named, number, percent, t, textOf } from "../../src/mobsim/screen/words.js";
import { speak } from "./words.js";

const plain = (text) => text.replaceAll(/\s/g, " ");

test("numbers follow the language, and nothing is no number", () => {
  speak("en");
  assert.equal(number(1234.5, 1), "1,234.5");
  assert.equal(number(-0.001, 2), "0.00");
  assert.equal(number(null), "–");
  speak("fr");
  assert.equal(plain(number(1234.5, 1)), "1 234,5");
  assert.equal(plain(percent(-0.126, { sign: true })), "-13 %");
});

test("a value is written as its unit wants it", () => {
  speak("en");
  assert.equal(textOf({ unit: "share of residents" }, 0.5312), "53%");
  assert.equal(textOf({ unit: "0-1" }, 0.5312), "0.53");
  assert.equal(textOf({ unit: "per 1,000 residents a year" }, 153.12), "153");
});

test("sentences fill their places, choose one or many, and a missing one is noticed", () => {
  speak("en");
  assert.equal(t("town.a"), "Town A");
  assert.equal(t("no.such.key"), "no.such.key");
  assert.match(many("story.more", 1), /^One /);
  assert.match(many("story.more", 3), /^3 /);
  assert.equal(named("strategies", "my_own_plan"), "My own plan");
});
