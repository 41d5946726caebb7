// The running account: what happened and why, newest first.

import { h } from "./dom.js";
import { badge } from "./badge.js";
import { SAME } from "./history.js";
import { many, named, number, percent, t } from "./words.js";

const SHOWN = 120;

export class Story {
  constructor(host, page) {
    this.page = page;
    this.intro = h("p", { class: "quietly" });
    this.list = h("ol", { class: "story" });
    host.append(this.intro, this.list);
    this.written = 0;
  }

  ready() {
    this.written = 0;
    this.list.replaceChildren();
  }

  draw() {
    const { story } = this.page.history;
    for (; this.written < story.length; this.written += 1) {
      this.list.prepend(this.line(story[this.written]));
      if (this.list.children.length > SHOWN) this.list.lastChild.remove();
    }
    const last = this.page.week === null ? Infinity : this.page.week * 7;
    for (const item of this.list.children) item.hidden = Number(item.dataset.day) > last;
  }

  line(entry) {
    const decided = entry.key.startsWith("decided_");
    return h("li", { class: decided ? "decision" : "", "data-day": entry.day },
      h("time", {}, t("story.week", { week: number(Math.floor(entry.day / 7)) })),
      h("span", { class: "badges" }, [...entry.towns].map(badge)),
      h("span", {}, this.sentence(entry)));
  }

  sentence(entry) {
    const make = { planned, ended, need_rose: moved, need_fell: moved, leader_left: left, quarter }[entry.key] ?? decision;
    return make(entry, this.page);
  }

  words() {
    this.intro.textContent = t("story.intro");
    this.ready();
  }
}

function placeOf(page, id) {
  const at = page.picture.map.ids.indexOf(String(id));
  return at < 0 ? String(id) : page.areaName(at);
}

function decision(entry, page) {
  const kind = entry.key.replace("decided_", "");
  if (kind === "levers") {
    const list = Object.entries(entry.levers).map(([name, value]) => `${t(`levers.${name}`)} ${name === "lead" ? t(`leads.${page.picture.leads[value]}`) : number(value, 2)}`);
    return t("story.levers", { list: list.join(", ") });
  }
  if (kind === "preset") return t("story.preset", { strategy: named("strategies", entry.name) });
  if (kind === "budget") return t("story.budget", { share: percent(entry.budget, { decimals: 0 }) });
  const where = entry.neighbourhood ? t("story.in", { place: placeOf(page, entry.neighbourhood) }) : "";
  const event = entry.role ? t("story.leaves", { role: named("roles", entry.role) }) : named("events", entry.kind ?? kind);
  return `${event}${where}. ${t(`why.${entry.kind ?? kind}`)}`;
}

function planned(entry, page) {
  const kinds = Object.entries(entry.kinds).map(([kind, count]) => `${number(count)} ${named("kinds", kind)}`);
  const sentence = many("story.planned", entry.count, { kinds: kinds.join(", "), place: placeOf(page, entry.where), problem: named("problems", entry.problem), agency: named("agencies", entry.agency) });
  const wait = t("story.wait", { days: number(entry.wait) });
  const wrong = entry.mismatched ? ` ${many("story.mismatched", entry.mismatched)}` : "";
  return `${sentence} ${wait}${wrong}`;
}

function ended(entry) {
  const early = entry.early ? ` ${many("story.early", entry.early)}` : "";
  return `${many("story.ended", entry.count, { met: number(entry.met) })}${early}`;
}

function moved(entry, page) {
  const [at, from, to] = entry.places[0];
  const more = entry.count > 1 ? ` ${many("story.more", entry.count - 1)}` : "";
  return `${t(`story.${entry.key}`, { place: page.areaName(at), from: named("zones", String(from)), to: named("zones", String(to)) })}${more}`;
}

function left(entry, page) {
  const seat = page.picture.seats.find((each) => each.row === entry.row);
  return t("story.left", { role: seat ? page.table.seatName(seat) : t("roles.leader") });
}

/** Put a ratio of town B to town A into words. */
function against(ratio, key) {
  if (ratio === null) return "";
  const size = Math.abs(ratio - 1);
  const way = size < SAME ? "same" : ratio > 1 ? "more" : "less";
  return t(`story.${key}.${way}`, { share: percent(size) });
}

function quarter(entry) {
  const { ratios, parts } = entry;
  const facts = ["true_crime", "recorded_crime", "insecurity", "trust"].map((name) => against(ratios[name], `quarter_${name}`)).filter(Boolean);
  const why = Math.abs((ratios.recorded_crime ?? 1) - 1) >= SAME ? ` ${t("story.because", { happened: percent((parts.happened ?? 1) - 1, { sign: true }), told: percent((parts.told ?? 1) - 1, { sign: true }), written: percent((parts.written ?? 1) - 1, { sign: true }) })}` : "";
  return `${t("story.quarter")} ${facts.join("; ")}.${why}`;
}
