// Nothing that the room did is lost: the session is kept in a journal, and taken up from it after a crash or a restart.

import { button } from "../../screen/dom.js";
import { number, t } from "../../screen/words.js";
import { Journal } from "./journal.js";
import { Part } from "./parts.js";

const SECONDS_BETWEEN = 1;
const DAYS_IN_WEEK = 7;

export class Keeping extends Part {
  static needs = ["state", "start", "notify", "write", "keptExercise", "restoreExercise", "forecast"];
  static gives = ["takeUp", "takeUpButton", "forgetKept", "keep"];

  constructor(host, tools) {
    super(host, tools);
    this.journal = new Journal();
    addEventListener("pagehide", () => this.keepNow());
  }

  /** Write the journal soon; not more often than once a second. */
  keep() {
    this.timer ??= setTimeout(() => this.keepNow(), 1000 * SECONDS_BETWEEN);
  }

  keepNow() {
    clearTimeout(this.timer);
    this.timer = null;
    const { order, picture, frame, log } = this.state;
    if (!order || !frame || !this.journal.held) return; // another tab may have it
    const { day } = frame;
    const third = frame.branch?.day ?? null;
    this.journal.write({ order, title: picture.title, day, third, log, ...this.keptOfRoom() });
  }

  update() {
    this.journal.hold();
    this.keep();
  }

  /** A session is being begun, with decisions that are to be run again. */
  started(log = []) {
    this.state.frame = null;
    const { order, picture } = this.state;
    const { day = 0, third = null } = log.at(-1) ?? {};
    const title = picture?.title ?? order.scenario;
    const decided = log.filter((line) => line.do !== "end");
    this.journal.write({ order, title, day, third, log: decided, ...this.keptOfRoom(this.kept) });
  }

  /** What the room has said: its exercise, and what it expects. */
  keptOfRoom(kept) {
    return {
      exercise: kept?.exercise ?? this.keptExercise(),
      forecast: kept?.forecast ?? this.forecast().kept,
    };
  }

  /** The server has said its last word on this line. */
  stopped() {
    this.journal.letGo();
  }

  /** The line is lost: should the server be gone for good, another tab may take the session up. */
  lost() {
    this.keepNow();
    this.journal.letGo();
  }

  /** Go on with the session that this tab had, on the server that still has it. */
  recall() {
    this.kept = this.journal.read();
    if (this.kept) this.state.order = this.kept.order;
  }

  /** Run the session of this tab's journal again, or that of another; false if there is none. */
  takeUp(kept = this.journal.read()) {
    if (!kept) return false;
    this.kept = kept;
    const end = { day: kept.day, do: "end", third: kept.third ?? null };
    this.start({ ...kept.order, log: [...kept.log, end] });
    this.notify("taking_up", this.describe(kept));
    return true;
  }

  takeUpButton() {
    const kept = this.journal.read();
    if (!kept) return [];
    return [button(t("notice.take_up"), () => this.takeUp(kept), { id: "take-up" })];
  }

  forgetKept() {
    this.journal.forget();
  }

  describe({ title, day, log }) {
    return { title, week: number(Math.floor(day / DAYS_IN_WEEK)), decisions: number(log.length) };
  }

  /** The towns are there: put the exercise where it was. */
  restore() {
    const { kept } = this;
    this.kept = null;
    if (kept?.exercise) this.restoreExercise(kept.exercise);
    if (kept?.forecast) this.forecast().restoreKept(kept.forecast);
    if (!kept) this.offer();
  }

  /** Offer what another tab has left behind, once. */
  async offer() {
    if (this.offered) return;
    this.offered = true;
    const [last] = await this.journal.leftBehind();
    if (!last) return;
    const take = () => {
      this.journal.forget(last.key);
      this.takeUp(last);
    };
    const forget = () => {
      this.journal.forget(last.key);
      this.write("");
    };
    this.write(t("notice.left_behind", this.describe(last)), [
      button(t("notice.take_up"), take, { id: "take-up" }),
      button(t("notice.forget"), forget, { class: "quiet" }),
    ]);
  }
}
