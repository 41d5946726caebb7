// The words of the page for tests without a browser.

import { readFileSync } from "node:fs";
import { useWords } from "../../src/mobsim/screen/words.js";

export const read = (code) =>
  JSON.parse(readFileSync(new URL(`../../src/mobsim/screen/words/${code}.json`, import.meta.url), "utf8"));

/** Speak a language of the page. */
export function speak(code) {
  useWords(code, read(code));
}
