// One entry of the account as a sentence.

import { badge } from "../../screen/badge.js";
import { h } from "../../screen/dom.js";
import { compareTowns } from "../../screen/reading.js";
import { many, named, number, percent, t } from "../../screen/words.js";
import { CONCERNS_ALL } from "./events.js";
import { changeText, luckText } from "./reading_text.js";
import { seatName } from "./seats.js";

const DAYS_IN_WEEK = 7;
const FIGURES = ["true_crime", "recorded_crime", "insecurity", "trust"];
/** Entries that are no decision, by their key. */
const SENTENCES = { planned, ended, need_rose: moved, need_fell: moved, leader_left: left, branched, quarter };

/** The sentence of an entry. */
export function storyText(state, entry) {
  return (SENTENCES[entry.key] ?? decision)(entry, state);
}

export function storyLine(state, entry) {
  const decided = /^(decided|happened)_|^branched$/.test(entry.key);
  return h(
    "li",
    { class: decided ? "decision" : "", "data-day": entry.day },
    h("time", {}, t("story.week", { week: number(Math.floor(entry.day / DAYS_IN_WEEK)) })),
    h("span", { class: "badges" }, [...entry.towns].map(badge)),
    h("span", { class: "text" }, storyText(state, entry)),
  );
}

function placeOf(state, id) {
  const at = state.picture.map.ids.indexOf(String(id));
  return at < 0 ? String(id) : state.areaName(at);
}

function decision(entry, state) {
  const kind = entry.key.replace(/^(decided|happened)_/, "");
  if (kind === "levers") return t("story.levers", { list: levers(entry.levers, state).join(", ") });
  if (kind === "preset") return t("story.preset", { strategy: named("strategies", entry.name) });
  if (kind === "change_of_strategy") return t("story.preset", { strategy: named("strategies", entry.strategy) });
  if (kind === "budget" || kind === "budget_set")
    return t("story.budget", { share: percent(entry.budget, { decimals: 0 }) });
  const { role, partner } = entry;
  const who = role && { role: named("roles", role), partner: partner && named("roles", partner) };
  const event = who ? t(partner ? "story.joined" : "story.leaves", who) : named("events", entry.kind ?? kind);
  return `${event}${whereOf(state, entry, kind)}. ${t(`why.${entry.kind ?? kind}`)}`;
}

/** Where an event happened that may strike a neighbourhood or all of them. */
function whereOf(state, entry, kind) {
  if (entry.neighbourhood) return t("story.in", { place: placeOf(state, entry.neighbourhood) });
  return CONCERNS_ALL.has(entry.kind ?? kind) ? "" : t("story.in_all");
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

function ended({ count, met, early }) {
  const sentence =
    count === 1 ? t(`story.ended_${met ? "met" : "missed"}`) : many("story.ended", count, { met: number(met) });
  return early ? `${sentence} ${many("story.early", early)}` : sentence;
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

/** A third town has branched off. */
function branched({ town, along }) {
  return `${t("story.branched", { town: town.toUpperCase() })} ${t(along ? "story.along" : "story.events_along")}`;
}

/** How the towns compare, over the period that is chosen, up to the week of the entry. */
function quarter({ day }, state) {
  const { period } = state;
  const week = Math.floor(day / DAYS_IN_WEEK);
  const history = week > state.history.last ? state.two : state.history; // the third town may not have come so far
  const [first, second] = history.letters.map((letter) => letter.toUpperCase());
  const compare = (outcome) => compareTowns(history, outcome, week, period);
  const facts = FIGURES.map((name) => {
    const found = compare(name);
    return `${named("outcomes", name)} ${changeText(found)} (${luckText(found)})`;
  });
  const weeks = number(Math.min(period, week + 1));
  const head = t("story.quarter", { weeks, week: number(week), first, second });
  const because =
    compare("recorded_crime").size === "none" ? "" : ` ${t("story.because", partsOf(history, week, period))}`;
  return `${head} ${facts.join("; ")}.${because}`;
}

/** Why recorded crime differs: what happened, what of it was reported, what of that was recorded. */
function partsOf(history, week, period) {
  const ratio = (outcome) => history.over(1, outcome, week, period) / history.over(0, outcome, week, period);
  const [happened, reported, recorded] = ["true_crime", "reported_crime", "recorded_crime"].map(ratio);
  const parts = { happened, told: reported / happened, written: recorded / reported };
  const texts = Object.entries(parts).map(([name, value]) => [name, percent(value - 1, { sign: true })]);
  return Object.fromEntries(texts);
}
