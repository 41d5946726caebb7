// Colours of the map. One hue from light to dark, readable without colour vision: blue where more is better,
// orange where more is worse; four steps for the zones of need; from orange to blue for differences.

const BLUE = ["#f1f4f6", "#d3e0ea", "#abc9de", "#7fabcb", "#5189b3", "#2d6695", "#12436d"];
const ORANGE = ["#f8f4ee", "#f8e0c2", "#f2c48e", "#e5a158", "#cc7c2c", "#a85a13", "#7a3a05"];
const WORSE_TO_BETTER = ["#8f4a0b", "#d1893f", "#f3cfa0", "#b9d3e6", "#6a9fc6", "#1f5f9e"];
export const ZONES = ["#9b4a07", "#f0b877", "#a9cbe4", "#1f5f9e"];
export const INK = "#1b2733";
const PAPER = "#ffffff";
/** Nothing is said of a neighbourhood: it was not measured, or its difference may be luck. */
export const NOTHING = "#d5dade";
export const SIDES = ["#4b4f54", "#00639c"];

const MORE_IS_WORSE = new Set(["insecurity", "true_crime", "recorded_crime", "harm", "need"]);

const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** The class of a value between low and high; what lies beyond has the class of its end. */
function classIn(value, low, high, count) {
  const at = Math.floor(((value - low) / (high - low)) * count + 1e-9);
  return Math.max(0, Math.min(count - 1, at));
}

/** Ink that can be read on a colour. */
function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? PAPER : INK;
}

/** Limits of so many classes of equal width. */
const equal = (low, high, count) => Array.from({ length: count + 1 }, (_, n) => low + ((high - low) * n) / count);

/** A scale from the values of a measure to seven classes of colour; it is fixed when it is made. */
export class Scale {
  /**
   * @param limits lowest and highest value, between which classes have equal width, or the limits of all classes
   * @param open   whether the last class has no upper limit
   */
  constructor(measure, limits = [0, ZONES.length], open = false) {
    this.zones = measure === "zone";
    this.colours = this.zones ? ZONES : MORE_IS_WORSE.has(measure) ? ORANGE : BLUE;
    [this.low, this.high] = [limits[0], limits.at(-1)];
    this.limits = limits.length > 2 ? limits : equal(this.low, this.high, this.colours.length);
    this.open = open;
    const steps = equal(this.low, this.high, this.limits.length - 1);
    const slight = 1e-3 * (this.high - this.low);
    this.even = this.limits.every((limit, n) => Math.abs(limit - steps[n]) < slight);
  }

  classOf(value) {
    if (!known(value)) return -1;
    if (this.zones) return Math.max(0, Math.min(ZONES.length - 1, Math.round(value)));
    const above = this.limits.slice(1, -1).filter((limit) => value >= limit - 1e-9);
    return above.length;
  }

  colour(value) {
    return this.colours[this.classOf(value)] ?? NOTHING;
  }

  ink(value) {
    return inkOn(this.colour(value));
  }
}

/** A scale for differences in a measure, nought in its middle: blue where B is better off, orange where worse off. */
export class GapScale {
  /** @param reach how far it goes on either side */
  constructor(measure, reach) {
    this.colours = MORE_IS_WORSE.has(measure) ? [...WORSE_TO_BETTER].reverse() : WORSE_TO_BETTER;
    [this.low, this.high] = [-reach, reach];
  }

  colour(value) {
    return known(value) ? this.colours[classIn(value, this.low, this.high, this.colours.length)] : NOTHING;
  }

  ink(value) {
    return inkOn(this.colour(value));
  }
}
