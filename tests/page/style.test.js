// What a formatter leaves: no line of the page longer than 120 characters.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const LONGEST = 120;
const root = new URL("../../src/mobsim/", import.meta.url);

test("lines can be read", () => {
  const files = readdirSync(root, { recursive: true }).filter((name) => /\.(js|css)$/.test(name));
  assert.ok(files.length > 40);
  const long = files.flatMap((name) =>
    readFileSync(new URL(name, root), "utf8")
      .split("\n")
      .map((line, n) => [`${name}:${n + 1}`, line.length])
      .filter(([, length]) => length > LONGEST),
  );
  assert.deepEqual(long, []);
});
