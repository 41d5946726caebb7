// Entries of the account as sentences.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { storyText } from "../../src/mobsim/web/page/story_line.js";
import { speak } from "./words.js";

afterEach(() => speak("en"));

/** Sentences of a text, as a reader ends them: by a stop before a space or the end. */
const sentences = (text) => text.split(/(?<=[.!?])\s+/);

test("how many met their forecast and how many were stopped cannot be read as one number", () => {
  for (const code of ["en", "fr"]) {
    speak(code);
    const said = sentences(storyText({}, { key: "ended", count: 7, met: 2, early: 5 }));
    assert.equal(said.length, 2, said.join(" | "));
    assert.match(said[0], /^7 \p{L}.*\b2\b.*\p{L}\.$/u, "a word, not a figure, comes before the stop");
    assert.match(said[1], /\b5 \p{L}/u);
    assert.doesNotMatch(said.join(" "), /\d[.,:]\s*\d/);
    for (const [ended, sentence] of [
      [{ count: 1, met: 1, early: 0 }, 1],
      [{ count: 1, met: 0, early: 1 }, 2],
    ])
      assert.equal(sentences(storyText({}, { key: "ended", ...ended })).length, sentence);
  }
});
