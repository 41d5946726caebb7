// One entry of the account as a sentence.

import { badge } from "../../screen/badge.js";
import { h } from "../../screen/dom.js";
import { SAME } from "../../screen/history.js";
import { many, named, number, percent, t } from "../../screen/words.js";
import { seatName } from "./seats.js";

const DAYS_IN_WEEK = 7;
/** Entries that are no decision, by their key. */
const SENTENCES = { planned, ended, need_rose: moved, need_fell: moved, leader_left: left, quarter };

export function storyLine(state, entry) {
  const decided = entry.key.startsWith("decided_");
  return h(
    "li",
    { class: decided ? "decision" : "", "data-day": entry.day },
    h("time", {}, t("story.week", { week: number(Math.floor(entry.day / DAYS_IN_WEEK)) })),
    h("span", { class: "badges" }, [...entry.towns].map(badge)),
    h("span", {}, (SENTENCES[entry.key] ?? decision)(entry, state)),
  );
}

function placeOf(state, id) {
  const at = state.picture.map.ids.indexOf(String(id));
  return at < 0 ? String(id) : state.areaName(at);
}

function decision(entry, state) {
  const kind = entry.key.replace("decided_", "");
  if (kind === "levers") return t("story.levers", { list: levers(entry.levers, state).join(", ") });
  if (kind === "preset") return t("story.preset", { strategy: named("strategies", entry.name) });
  if (kind === "budget") return t("story.budget", { share: percent(entry.budget, { decimals: 0 }) });
  const where = entry.neighbourhood ? t("story.in", { place: placeOf(state, entry.neighbourhood) }) : "";
  const event = entry.role
    ? t("story.leaves", { role: named("roles", entry.role) })
    : named("events", entry.kind ?? kind);
  return `${event}${where}. ${t(`why.${entry.kind ?? kind}`)}`;
}

function levers(values, state) {
  return Object.entries(values).map(([name, value]) => {
    const text = name === "lead" ? t(`leads.${state.picture.leads[value]}`) : number(value, 2);
    return `${t(`levers.${name}`)} ${text}`;
  });
}

function planned(entry, state) {
  const kinds = Object.entries(entry.kinds).map(([kind, count]) => `${number(count)} ${named("kinds", kind)}`);
  const sentence = many("story.planned", entry.count, {
    kinds: kinds.join(", "),
    place: placeOf(state, entry.where),
    problem: named("problems", entry.problem),
    agency: named("agencies", entry.agency),
  });
  const wait = t("story.wait", { days: number(entry.wait) });
  const wrong = entry.mismatched ? ` ${many("story.mismatched", entry.mismatched)}` : "";
  return `${sentence} ${wait}${wrong}`;
}

function ended(entry) {
  const early = entry.early ? ` ${many("story.early", entry.early)}` : "";
  return `${many("story.ended", entry.count, { met: number(entry.met) })}${early}`;
}

function moved(entry, state) {
  const [at, from, to] = entry.places[0];
  const zones = { from: named("zones", String(from)), to: named("zones", String(to)) };
  const more = entry.count > 1 ? ` ${many("story.more", entry.count - 1)}` : "";
  return `${t(`story.${entry.key}`, { place: state.areaName(at), ...zones })}${more}`;
}

function left(entry, state) {
  const seat = state.picture.seats.find((each) => each.row === entry.row);
  return t("story.left", { role: seat ? seatName(state.picture, seat) : t("roles.leader") });
}

/** Put a ratio of town B to town A into words. */
function against(ratio, key) {
  if (ratio === null) return "";
  const size = Math.abs(ratio - 1);
  const way = size < SAME ? "same" : ratio > 1 ? "more" : "less";
  return t(`story.${key}.${way}`, { share: percent(size) });
}

function quarter({ ratios, parts }) {
  const facts = ["true_crime", "recorded_crime", "insecurity", "trust"]
    .map((name) => against(ratios[name], `quarter_${name}`))
    .filter(Boolean);
  const differs = Math.abs((ratios.recorded_crime ?? 1) - 1) >= SAME;
  return `${t("story.quarter")} ${facts.join("; ")}.${differs ? because(parts) : ""}`;
}

function because(parts) {
  const shares = ["happened", "told", "written"].map((part) => [part, percent((parts[part] ?? 1) - 1, { sign: true })]);
  return ` ${t("story.because", Object.fromEntries(shares))}`;
}
