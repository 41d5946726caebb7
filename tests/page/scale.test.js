// Scales: fixed, in order, open at their ends; differences have a middle.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GapScale, NOTHING, Scale } from "../../src/mobsim/screen/scale.js";

test("classes are of equal width, and what lies beyond has the colour of its end", () => {
  const scale = new Scale("trust", [0.4, 0.75]);
  const at = (value) => scale.classOf(value);
  assert.deepEqual([0.4, 0.449, 0.451, 0.5999, 0.601, 0.75].map(at), [0, 0, 1, 3, 4, 6]);
  assert.deepEqual([-9, 9].map(at), [0, 6]);
  assert.equal(scale.colour(null), NOTHING);
  assert.equal(scale.colour(NaN), NOTHING);
});

test("limits of classes may be told one by one", () => {
  const scale = new Scale("harm", [0, 100, 200, 300, 500, 800, 1200, 2000], true);
  const at = (value) => scale.classOf(value);
  assert.deepEqual([0, 99, 100, 299, 300, 1199, 1200, 99999].map(at), [0, 0, 1, 2, 3, 5, 6, 6]);
  assert.deepEqual([scale.even, scale.open, new Scale("trust", [0.4, 0.75]).even], [false, true, true]);
});

test("more of what is bad is orange, more of what is good is blue", () => {
  const red = (colour) => Number.parseInt(colour.slice(1, 3), 16) - Number.parseInt(colour.slice(5), 16);
  const top = (measure) => red(new Scale(measure, [0, 1]).colour(1));
  assert.ok(top("insecurity") > 0);
  assert.ok(top("trust") < 0);
  const gap = (measure, value) => red(new GapScale(measure, 0.25).colour(value));
  assert.ok(gap("insecurity", 0.2) > 0 && gap("insecurity", -0.2) < 0);
  assert.ok(gap("trust", 0.2) < 0 && gap("trust", -0.2) > 0);
});

test("a difference is never the colour of what may be luck, and opposite ones mirror each other", () => {
  const scale = new GapScale("trust", 0.1);
  assert.deepEqual(
    [scale.low, scale.high].map((end) => Math.round(1e6 * end)),
    [-100000, 100000],
  );
  for (const value of [1e-6, 0.01, 0.05, 0.2]) {
    assert.notEqual(scale.colour(value), NOTHING);
    const [up, down] = [value, -value].map((each) => scale.colours.indexOf(scale.colour(each)));
    assert.equal(up + down, scale.colours.length - 1);
  }
});

test("ink can be read on every colour", () => {
  const light = (hex) => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  for (const measure of ["trust", "harm", "zone"]) {
    const scale = new Scale(measure, measure === "zone" ? undefined : [0, 1]);
    scale.colours.forEach((colour, n) => {
      const value = measure === "zone" ? n : (n + 0.5) / scale.colours.length;
      const [ink, paper] = [scale.ink(value), scale.colour(value)].map(light);
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      assert.ok(contrast >= 3, `${measure} ${colour}: ${contrast}`);
    });
  }
});
