// Parts of the page are registered once, get what they need and no more, and know nothing of one another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assemble, Part, receivers } from "../../src/mobsim/web/page/parts.js";

class Clock extends Part {
  static needs = ["ring"];
  static gives = ["now"];

  now() {
    return 7;
  }
}

class Bell extends Part {
  static needs = ["now"];
  static gives = ["ring"];

  receives = { strike: () => this.ring() };

  ring() {
    return `ring at ${this.now()}`;
  }
}

test("a part gets what it needs, also of one that is made after it", () => {
  const made = assemble([Clock, Bell], { secret: 1 }, (kind) => kind.name);
  const [clock, bell] = made.values();
  assert.equal(clock.ring(), "ring at 7");
  assert.equal(clock.host, "Clock");
  assert.equal("secret" in clock, false);
  assert.equal("secret" in bell, false);
});

test("what nobody gives, and what two give, is refused by name", () => {
  assert.throws(() => assemble([Clock], {}, () => null), /Clock needs ring/);
  assert.throws(() => assemble([Clock, Bell], { ring: 1 }, () => null), /Bell gives ring/);
});

test("each kind of message has one receiver", () => {
  const bells = [1, 2].map(() => new Bell(null, { now: () => 3 }));
  assert.equal(receivers(bells.slice(1)).strike(), "ring at 3");
  assert.throws(() => receivers(bells), /strike/);
});
