// The story of one person in both towns: sentences and a curve of each, from what is remembered of their weeks.

import { h, s } from "../../screen/dom.js";
import { many, number, t } from "../../screen/words.js";
import { kindOf } from "./flags.js";
import { courseOf } from "./life.js";
import { storyText } from "./story_line.js";

const [WIDTH, HEIGHT] = [300, 80];
const DAYS_IN_WEEK = 7;
/** A step that is worth a sentence, on a scale from 0 to 1. */
const STEP = 0.02;
const COUNTED = ["victimisations", "contacts_bad", "contacts_good"];

/**
 * @param state   of the page
 * @param lives   what the server says of the same resident in town A and in town B
 * @param feeling which of their feelings is followed
 */
export function livesOf(state, lives, feeling) {
  const last = state.shown;
  const courses = lives.map(({ history }) => courseOf(history, feeling, last));
  const name = t(`person.${feeling}`);
  const lines = state.history.letters.map((town, side) =>
    sentence(state, town, courses[side], lives[side].state, name),
  );
  const { letters } = state.history;
  return [
    h("h3", {}, t("lives.title", { row: number(lives[0].row) })),
    curves(lives, letters, feeling, last, lines.join(" ")),
    h("p", { class: "quietly" }, `${name}. ${t(state.history.branch ? "curves.key_third" : "curves.key")}`),
    ...lines.map((line) => h("p", { class: "life" }, line)),
  ];
}

function sentence(state, town, { from, to, step }, now, name) {
  const values = { town: t(`town.${town}`), name, from: number(from, 2), to: number(to, 2) };
  const parts = [t("lives.course", values)];
  if (step && Math.abs(step.to - step.from) >= STEP) {
    const moved = { week: number(step.week), from: number(step.from, 2), to: number(step.to, 2) };
    parts.push(t(step.to < step.from ? "lives.fell" : "lives.rose", moved), ...told(state, town, step.week));
  }
  const counts = COUNTED.filter((each) => now[each] > 0).map((each) => many(`lives.${each}`, now[each]));
  if (counts.length) parts.push(t("lives.counted", { list: counts.join(", ") }));
  if (now.initiative !== null && now.initiative !== undefined) parts.push(t("lives.active"));
  return parts.join(" ");
}

/** What the account has of the very week, if anything was decided or happened. */
function told(state, town, week) {
  const side = state.history.letters.indexOf(town);
  const found = state.history.entriesOf(side).filter((entry) => {
    const there = Math.floor(entry.day / DAYS_IN_WEEK) === week - 1;
    return there && kindOf(entry) === "event";
  });
  return found.slice(0, 1).map((entry) => t("lives.in_that_week", { what: storyText(state, entry) }));
}

function curves(lives, letters, feeling, last, label) {
  const { weeks } = lives[0].history;
  const span = Math.max(1, Math.min(last, weeks.at(-1)) - weeks[0]);
  const path = ({ history }) =>
    `M${history.weeks
      .map((week, n) => [week, history[feeling][n]])
      .filter(([week]) => week <= last)
      .map(([week, value]) => [((WIDTH * (week - weeks[0])) / span).toFixed(1), (HEIGHT * (1 - value)).toFixed(1)])
      .join("L")}`;
  const drawn = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "spark", role: "img" };
  const lines = lives.map((life, side) => s("path", { class: `curve side-${letters[side]}`, d: path(life) }));
  return s("svg", { ...drawn, "aria-label": label }, ...lines);
}
