// What became of one crime in a town, step by step, in words: from the street to an initiative, or to where it is lost.

import { many, named, number, t } from "../../screen/words.js";

const DAYS_IN_WEEK = 7;

/** The steps, in their order, each with what sets it. */
export const STEPS = ["resident", "officer", "queue", "table", "agency", "initiative"];

/** What can be said of a step in one town; "" as long as nothing has come. */
export function stepText(step, side, subject) {
  return TEXTS[step](side, subject);
}

/** Whether the problem is lost to police at its first or second step: nobody told, or nothing was taken down. */
export function lostAt({ reported, recorded, discovered, pooled }) {
  if (discovered || pooled || recorded) return null;
  return reported ? "officer" : "resident";
}

const week = (day) => number(Math.floor(day / DAYS_IN_WEEK));

function resident(side) {
  if (side.reported) return t(side.by_victim === true ? "follow.told_self" : "follow.told");
  if (side.pooled) return t("follow.pooled");
  return t(side.discovered ? "follow.discovered" : "follow.silent");
}

function officer(side, subject) {
  if (!side.reported) return t(side.discovered || side.pooled ? "follow.known_anyhow" : "follow.no_call");
  const written = t(side.recorded ? "follow.recorded" : "follow.not_recorded");
  const { state, day, cleared } = side.call;
  const call = {
    waiting: () => t("follow.waiting", { days: number(day - subject.day) }),
    answered: () => (day === subject.day ? t("follow.answered_same") : many("follow.answered", day - subject.day)),
    last_day: () => t("follow.last_day", { days: number(day - subject.day) }),
  }[state];
  return [written, call?.() ?? "", cleared ? t("follow.cleared") : ""].filter(Boolean).join(" ");
}

function queue({ rank: [place, of] }) {
  return place ? t("follow.rank", { place: number(place), of: number(of) }) : t("follow.no_rank", { of: number(of) });
}

function table({ table: seen }, subject) {
  if (!seen) return t("follow.not_yet");
  const values = {
    believed: number(seen.believed),
    true: number(seen.true),
    of: number(seen.of),
    week: week(seen.day),
  };
  const ranked = t("follow.table", { problem: named("problems", subject.problem), ...values });
  const came = seen.attended ? many("follow.attended", seen.attended) : t("follow.attended_none");
  return `${ranked} ${came}`;
}

function agency({ initiatives }) {
  if (!initiatives.length) return t("follow.no_agency");
  const texts = initiatives.map(({ agency: name, matched, already }) => {
    const given = t(matched ? "follow.matched" : "follow.mismatched", { agency: named("agencies", name) });
    return already ? `${given} (${t("follow.already")})` : given;
  });
  return [...new Set(texts)].join(" ");
}

function initiative({ initiatives }) {
  if (!initiatives.length) return t("follow.no_initiative");
  return initiatives.map(work).join(" ");
}

function work(each) {
  const kind = named("kinds", `${each.lead === "police" ? "police-assisted" : "community-led"}, ${each.measure}`);
  const before = each.planned_day < 0;
  const planned = before ? t("follow.before") : t("follow.in_week", { week: week(each.planned_day) });
  const days = number(each.start_day - each.planned_day);
  const first = t("follow.planned", { kind, planned, start: week(Math.max(0, each.start_day)), days });
  const where = t(each.here ? "follow.here" : each.measure === "social" ? "follow.people" : "follow.elsewhere");
  const end = each.over ? t(each.met ? "follow.met" : "follow.missed", { week: week(each.ended_day) }) : "";
  return [capital(first), where, end].filter(Boolean).join(" ");
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const TEXTS = { resident, officer, queue, table, agency, initiative };
