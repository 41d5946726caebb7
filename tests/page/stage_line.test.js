// The line between page and stage: one schema that both ends hold, and nobody hears another tab's stage.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checked, StageLine } from "../../src/mobsim/web/page/stage_line.js";

test("what fits is handed on as it is", () => {
  const message = { kind: "key", key: "PageDown" };
  assert.equal(checked(message), message);
  assert.deepEqual(checked({ kind: "hello" }), { kind: "hello" });
});

test("what is not known, lacks a field or has one too many is refused by name", () => {
  assert.throws(() => checked({ kind: "shout" }), /shout/);
  assert.throws(() => checked(null), /undefined/);
  assert.throws(() => checked({ kind: "stroke", from: [0, 1] }), /to/);
  assert.throws(() => checked({ kind: "bye", why: "tired" }), /why/);
});

test("both ends hear what is for them, and no other tab does", async () => {
  const heard = [];
  let told;
  const both = new Promise((resolve) => {
    told = resolve;
  });
  const lines = [
    new StageLine("one", {}),
    new StageLine("one", { scene: () => heard.push("stage") }),
    new StageLine("two", { scene: () => heard.push("stranger"), bye: () => told() }),
    new StageLine("two", {}),
  ];
  lines[0].say("scene", { scene: {}, language: "en", dark: false });
  assert.throws(() => lines[0].say("scene", {}), /scene/);
  while (!heard.length) await new Promise((resolve) => setTimeout(resolve, 5));
  lines[3].say("bye"); // by when this has come, the scene would have, too
  await both;
  for (const { channel } of lines) channel.close();
  assert.deepEqual(heard, ["stage"]);
});
