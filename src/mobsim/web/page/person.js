// One resident, officer or leader: how they are now, and how it came.

import { h, s } from "../../screen/dom.js";
import { named, number, percent, t } from "../../screen/words.js";
import { seatName } from "./seats.js";

/** What is shown of the state of each kind of agent, in this order. */
const STATE = {
  resident: [
    "age_band",
    "trust",
    "cohesion",
    "insecurity",
    "need",
    "grievance",
    "victimisations",
    "contacts_good",
    "contacts_bad",
    "volunteer_hours",
    "initiative",
  ],
  officer: ["skill", "base_skill", "patrol_hours", "engagement_hours", "initiative_hours", "response_hours"],
  leader: ["role", "commitment", "credibility", "representativeness"],
};
/** What is remembered of the weeks before. */
const PAST = {
  resident: ["trust", "cohesion", "insecurity"],
  officer: [],
  leader: ["commitment", "credibility", "representativeness"],
};
const STROKES = [
  { class: "first" },
  { class: "second", "stroke-dasharray": "7 3" },
  { class: "third", "stroke-dasharray": "2 3" },
];
const [WIDTH, HEIGHT] = [300, 80];

/** Describe an agent as they are now, or as far as is remembered of a week. */
export function personOf(picture, { agent: kind, town, row, state, history }, week) {
  const rows = week === null ? nowOf(kind, state) : thenOf(kind, history, week);
  const cells = rows.flatMap(([name, value]) => [h("span", {}, name), h("span", { class: "right" }, value)]);
  const names = history.weeks.length < 2 ? [] : PAST[kind];
  return [
    h("h3", {}, `${titleOf(picture, kind, row)} (${t(`town.${town}`)})`),
    ...(week === null ? [] : [h("p", { class: "quietly" }, t("person.then", { week: number(week) }))]),
    h("div", { class: "facts two" }, cells),
    ...(names.length ? pastOf(kind, history, names, week) : []),
  ];
}

function nowOf(kind, state) {
  const known = STATE[kind].filter((name) => name in state);
  const rows = known.map((name) => [t(`person.${name}`), stateText(kind, name, state[name])]);
  return kind === "resident" ? [...rows, [t("person.ties"), number(state.ties.length)]] : rows;
}

/** What is remembered of a week, or of the last one before it that was kept. */
function thenOf(kind, history, week) {
  const at = history.weeks.findLastIndex((each) => each <= week);
  if (at < 0) return [];
  return PAST[kind].map((name) => [t(`person.${name}`), valueText(kind, history[name][at])]);
}

function titleOf(picture, kind, row) {
  const seat = kind === "leader" ? picture.seats.find((each) => each.row === row) : null;
  return seat ? seatName(picture, seat) : t(`person.${kind}`, { row: number(row) });
}

/** A value between 0 and 1 of a leader stands in per cent, as at the table. */
const valueText = (kind, value) => (kind === "leader" ? percent(value) : number(value, 2));

function stateText(kind, name, value) {
  if (name === "age_band") return named("ages", value);
  if (name === "role") return named("roles", value);
  if (name === "initiative") return t(value === null ? "person.no" : "person.yes");
  if (value === null) return "–";
  if (kind === "leader") return valueText(kind, value);
  return Number.isInteger(value) ? number(value) : number(value, value > 10 ? 0 : 2);
}

function pastOf(kind, history, names, week) {
  const paths = names.map((name, n) => s("path", { ...STROKES[n], d: pathOf(history.weeks, history[name]) }));
  const sentences = names.map((name) => {
    const [from, to] = [history[name][0], history[name].at(-1)];
    return t("person.from_to", { name: t(`person.${name}`), from: valueText(kind, from), to: valueText(kind, to) });
  });
  const viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
  const drawn = {
    viewBox,
    preserveAspectRatio: "none",
    class: "spark",
    role: "img",
    "aria-label": sentences.join(" "),
  };
  const marked = week === null ? [] : [s("path", { class: "cursor", d: cursorAt(history.weeks, week) })];
  const key = names.map((name, n) => h("span", { class: "key" }, sample(STROKES[n]), ` ${t(`person.${name}`)} `));
  return [h("h3", {}, t("person.past")), s("svg", drawn, ...paths, ...marked), h("p", { class: "quietly" }, key)];
}

function pathOf(weeks, values) {
  const span = Math.max(1, weeks.at(-1) - weeks[0]);
  const points = values.map((value, n) => [(WIDTH * (weeks[n] - weeks[0])) / span, (HEIGHT * (1 - value)).toFixed(1)]);
  return `M${points.join("L")}`;
}

function cursorAt(weeks, week) {
  const share = (week - weeks[0]) / Math.max(1, weeks.at(-1) - weeks[0]);
  return `M${WIDTH * Math.max(0, Math.min(1, share))},0V${HEIGHT}`;
}

function sample(stroke) {
  const line = s("path", { d: "M0,4H24", "stroke-width": 3, ...stroke });
  return s("svg", { viewBox: "0 0 24 8", width: 26, height: 9, "aria-hidden": "true" }, line);
}
