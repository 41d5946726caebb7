// How long other pairs of towns will take, judged by how fast their weeks have come so far.

import { many, number, t } from "../../screen/words.js";

/** Seconds over which what was seen counts for less and less. */
const MEMORY = 20;
/** Seconds that must have been seen before anything is said. */
const LEAST = 2;
const MINUTE = 60;
const FEW = 8;

export class Pace {
  constructor() {
    this.weeks = this.seconds = 0;
    this.before = null;
  }

  /**
   * Note that weeks of other pairs have come.
   * @param now seconds
   * @param waits whether more of them are behind the room: what is not waited for says nothing of the pace
   */
  note(weeks, now, waits) {
    if (this.before !== null) {
      const taken = now - this.before;
      const fades = Math.exp(-taken / MEMORY);
      this.weeks = this.weeks * fades + weeks;
      this.seconds = this.seconds * fades + taken;
    }
    this.before = waits ? now : null;
  }

  /** Seconds until so many more weeks have come; null as long as it cannot be said. */
  secondsFor(weeks) {
    return this.seconds < LEAST || !this.weeks ? null : (weeks * this.seconds) / this.weeks;
  }
}

/** How long it takes until so many more weeks have come, as a sentence to add; nothing as long as it cannot be said. */
export function waitText(pace, weeks) {
  const seconds = weeks > 0 ? pace.secondsFor(weeks) : null;
  if (seconds === null) return "";
  if (seconds < FEW) return t("pace.soon");
  if (seconds < MINUTE) return t("pace.seconds", { count: number(10 * Math.ceil(seconds / 10)) });
  return many("pace.minutes", Math.round(seconds / MINUTE));
}
