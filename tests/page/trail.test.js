// What is said of a crime that is followed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lostAt, STEPS, stepText } from "../../src/mobsim/web/page/trail.js";
import { speak } from "./words.js";

const subject = { day: 30, problem: "theft" };
const silent = { reported: false, recorded: false, discovered: false, pooled: false };
const side = {
  ...silent,
  rank: [3, 40],
  call: { state: "none", day: 30 },
  table: null,
  initiatives: [],
};

test("it is lost where nobody tells, or nothing is taken down, and nowhere else", () => {
  assert.equal(lostAt(silent), "resident");
  assert.equal(lostAt({ ...silent, reported: true }), "officer");
  assert.equal(lostAt({ ...silent, reported: true, recorded: true }), null);
  assert.equal(lostAt({ ...silent, discovered: true }), null);
  assert.equal(lostAt({ ...silent, pooled: true }), null);
});

test("every step has something to say in both languages, before and after", () => {
  const done = {
    ...side,
    reported: true,
    recorded: true,
    call: { state: "answered", day: 30, cleared: true },
    table: { day: 56, attended: 1, believed: 2, true: 5, of: 9 },
    initiatives: [
      {
        measure: "situational",
        lead: "police",
        agency: "housing",
        matched: false,
        planned_day: -14,
        start_day: 7,
        ended_day: -1,
        over: false,
        met: false,
        here: true,
        already: true,
      },
    ],
  };
  for (const code of ["en", "fr"]) {
    speak(code);
    for (const each of [side, done]) {
      for (const step of STEPS) {
        const text = stepText(step, each, subject);
        assert.ok(text && !text.includes("follow.") && !text.includes("{"), `${code} ${step}: ${text}`);
      }
    }
  }
  speak("en");
  assert.match(
    stepText("officer", done, subject),
    /recorded\. The call was answered the same day\. The crime was cleared/,
  );
  assert.match(
    stepText("agency", done, subject),
    /Given to Housing, which is not the best placed\. \(at work already\)/,
  );
  assert.match(stepText("initiative", done, subject), /planned before week 0, start in week 1 \(21 days later\)/);
});
