// A tab is one file and one registration: the list of tabs, and a name for each in both languages.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { Part } from "../../src/mobsim/web/page/parts.js";
import { TABS } from "../../src/mobsim/web/page/tabs/index.js";
import { read } from "./words.js";

test("every file of the folder is a tab that is registered, with a name in both languages", () => {
  const folder = new URL("../../src/mobsim/web/page/tabs/", import.meta.url);
  const files = readdirSync(folder).map((name) => name.replace(".js", ""));
  const names = TABS.map((kind) => kind.tab);
  assert.deepEqual(files.filter((name) => name !== "index").sort(), [...names].sort());
  assert.ok(TABS.every((kind) => kind.prototype instanceof Part));
  for (const code of ["en", "fr"])
    assert.deepEqual(
      names.filter((name) => !read(code).tabs[name]),
      [],
    );
});
