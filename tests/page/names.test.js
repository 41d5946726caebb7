// Names on a map cover none of the others; the first ones have the first choice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting } from "../../src/mobsim/screen/names.js";

test("names that would overlap one before them are left out", () => {
  const at = [
    [0, 0],
    [10, 0],
    [200, 0],
    [0, 15],
  ];
  const names = ["Downtown", "Harbour", "", "Hill"];
  assert.deepEqual([...fitting(names, at, [0, 1, 2, 3], 12)], [0, 3]);
  assert.deepEqual([...fitting(names, at, [1, 0, 2, 3], 12)], [1, 3]);
  assert.equal(fitting(names, at, [0, 1, 2, 3], 0.5).size, 3);
});
