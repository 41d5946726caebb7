// The journal in the browser: read as written, only of one's own tab, never more than a few, and no harm from others' data.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Journal } from "../../src/mobsim/web/page/journal.js";

class Storage {
  getItem(name) {
    return this[name] ?? null;
  }
  setItem(name, text) {
    this[name] = String(text);
  }
  removeItem(name) {
    delete this[name];
  }
}

const content = (day, more = {}) => ({
  order: { scenario: "town" },
  title: "Town",
  day,
  log: [],
  exercise: null,
  ...more,
});
let held;

/** Open another tab of the same browser. */
function tab() {
  globalThis.sessionStorage = new Storage();
  return new Journal();
}

beforeEach(() => {
  globalThis.localStorage = new Storage();
  held = [];
  const locks = { query: async () => ({ held }), request: (name) => held.push({ name }) };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
});

test("what is kept is read again, also after a reload of the tab", () => {
  const journal = tab();
  journal.write(content(7, { log: [{ day: 3, do: "budget" }] }));
  assert.deepEqual(new Journal().read().log, [{ day: 3, do: "budget" }]);
  assert.equal(tab().read(), null);
});

test("a session left behind is offered to another tab, unless it is open or nothing was done in it", async () => {
  const [first, second, third] = [tab(), tab(), tab()];
  first.write(content(7));
  second.write(content(0));
  assert.deepEqual(
    (await third.leftBehind()).map(({ key, day }) => [key, day]),
    [[first.key, 7]],
  );
  first.hold();
  assert.deepEqual(await third.leftBehind(), []);
});

test("a prediction alone is worth keeping", async () => {
  tab().write(content(0, { exercise: { id: "1", step: 1 } }));
  assert.equal((await tab().leftBehind()).length, 1);
});

test("what is no journal is passed over", async () => {
  localStorage.setItem("mobsim-journal-broken", "{");
  localStorage.setItem("mobsim-journal-strange", '{"order": 1, "log": 5}');
  localStorage.setItem("mobsim-language", "fr");
  assert.deepEqual(await tab().leftBehind(), []);
  assert.equal(localStorage.getItem("mobsim-language"), "fr");
});

test("of many, the oldest are dropped, and never one's own", async () => {
  const own = tab();
  own.write(content(1));
  for (let n = 0; n < 12; n += 1) tab().write(content(n + 2));
  globalThis.sessionStorage = new Storage();
  sessionStorage.setItem("mobsim-tab", own.key);
  const again = new Journal();
  await again.leftBehind();
  assert.ok(again.kept().length <= 7);
  assert.equal(again.read().day, 1);
});
