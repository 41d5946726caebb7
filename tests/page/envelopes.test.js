// What goes over the line fits the schema that the server declares.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Envelopes, Misfit } from "../../src/mobsim/web/page/envelopes.js";

const envelopes = new Envelopes({
  sent: { step: { may: ["days", "do"], must: ["days", "do"] }, watch: { may: ["area", "do", "week"], must: ["do"] } },
  received: { frame: ["frame", "day"], ended: [] },
});

test("messages that fit go both ways unchanged", () => {
  assert.deepEqual(JSON.parse(envelopes.write({ do: "step", days: 7 })), { do: "step", days: 7 });
  assert.deepEqual(JSON.parse(envelopes.write({ do: "watch", area: null, week: undefined })), {
    do: "watch",
    area: null,
  });
  assert.deepEqual(envelopes.read('{"type":"frame","frame":1,"day":3}'), { type: "frame", frame: 1, day: 3 });
  assert.equal(envelopes.read('{"type":"ended"}').type, "ended");
});

for (const message of [{ do: "dance" }, { do: "step" }, { do: "step", days: 7, weeks: 1 }, {}]) {
  test(`the page does not send ${JSON.stringify(message)}`, () => {
    assert.throws(() => envelopes.write(message), Misfit);
  });
}

for (const text of ['{"type":"dance"}', '{"type":"frame","frame":1}', "{}"]) {
  test(`the page does not take ${text} for a message`, () => {
    assert.throws(() => envelopes.read(text), Misfit);
  });
}
