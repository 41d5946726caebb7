// The leaders' table as people: what they carry, what follows when one leaves; what they believe and what is true.

import { button, byId, h, s, show } from "../../../screen/dom.js";
import { many, number, percent, t } from "../../../screen/words.js";
import { Choice } from "../choice.js";
import { bought, boughtLines, JointWork } from "../joint_work.js";
import { aftermath, snapping, tiesOf } from "../leaders.js";
import { describe, peopleOf } from "../leaders_view.js";
import { Part } from "../parts.js";
import { Practice } from "../practice.js";

const SIDES = ["a", "b"];
const WIDTH = 420;
const PAIRS = 7;

export class Table extends Part {
  static tab = "table";
  static needs = ["state", "describe", "send", "view", "chooseSeat", "tieThreshold", "announce"];

  constructor(host, tools) {
    super(host, tools);
    this.side = 1;
    this.which = new Choice(
      [0, 1],
      (side) => `table-${SIDES[side]}`,
      (side) => this.choose(side),
    );
    this.both = button("", () => this.view(this.state.view === "leaders" ? "towns" : "leaders"), { id: "both-tables" });
    this.card = h("div", { class: "seat-card", "aria-live": "polite" });
    this.followed = h("div", { class: "followed" });
    this.paid = h("div", { class: "followed", id: "bought" });
    this.list = h("ul", { class: "seats" });
    this.key = h("p", { class: "quietly" });
    this.title = h("h3");
    this.error = h("p", {});
    this.pairs = s("svg", { viewBox: `0 0 ${WIDTH} ${PAIRS * 34 + 26}`, class: "pairs", role: "img" });
    this.pairsKey = h("p", { class: "quietly" });
    this.practice = new Practice(this.state);
    this.joint = new JointWork((n, other) => this.bringTogether(n, other));
    host.append(
      this.which.root,
      h("p", { class: "row spaced" }, this.both),
      this.card,
      this.paid,
      this.followed,
      this.list,
      this.key,
      this.title,
      this.error,
      this.pairs,
      this.pairsKey,
      ...this.practice.parts,
    );
  }

  ready() {
    this.drawnKey = null;
  }

  get lettersNow() {
    return this.state.history?.letters ?? SIDES;
  }

  /** The letter of the town whose table is listed. */
  get letter() {
    return this.lettersNow[this.side];
  }

  compared() {
    this.drawnKey = null;
    this.words();
  }

  choose(side) {
    this.side = side;
    this.state.seatSide = side;
    this.drawnKey = null;
    this.words();
    this.draw();
  }

  draw() {
    const { history, shown, seat, seatSide, view } = this.state;
    const table = history.table(shown);
    if (!table) return;
    if (seat !== null && seatSide !== this.side) {
      this.side = seatSide;
      this.which.mark(this.side);
    }
    this.both.textContent = t(view === "leaders" ? "leaders.back" : "leaders.both");
    const shownNow = [
      table.week,
      this.letter,
      seat,
      this.tieThreshold(),
      history.story.length,
      shown,
      t("table.title"),
    ];
    const key = shownNow.join(";");
    if (key !== this.drawnKey) {
      this.drawnKey = key;
      this.drawSeats(table.sides[this.side], shown);
      this.drawFollowed(table.week);
      this.drawBought(shown);
    }
    this.drawPairs(history.record(this.side, shown));
    this.practice.draw();
  }

  drawSeats(state, week) {
    const people = peopleOf(this.state, this.side, week);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.seat : null;
    const { seat } = this.state;
    this.list.replaceChildren(...people.map((person, n) => h("li", {}, this.seat(person, state, n))));
    if (focused) this.list.querySelector(`[data-seat="${focused}"]`)?.focus();
    const held = this.card.contains(document.activeElement) ? document.activeElement.id : null;
    this.card.replaceChildren(...(seat === null ? [] : this.cardOf(people, state, seat)));
    if (held) byId(held)?.focus();
  }

  seat(person, state, n) {
    const bar = h("i", { "aria-hidden": "true" });
    bar.style.width = `${state.commitment[n]}%`;
    return h(
      "button",
      {
        type: "button",
        class: "seat",
        "data-seat": n,
        "aria-pressed": String(this.state.seat === n),
        "aria-label": describe(person, state, n),
        onclick: () => this.chooseSeat(this.side, n),
      },
      h("strong", {}, person.name),
      h("span", {}, person.role, state.convenor === n ? ` · ${t("leaders.convenes")}` : ""),
      h("b", {}, percent(state.commitment[n] / 100)),
      h("span", { class: "track" }, bar),
    );
  }

  /** Who is chosen: their ties, what would become of them, and the decision to let them go. */
  cardOf(people, state, n) {
    const threshold = this.tieThreshold();
    const mine = tiesOf(state, threshold).filter(({ a, b }) => a === n || b === n);
    const snap = snapping(state, n, threshold);
    const names = (ties) => ties.map(({ a, b }) => people[a === n ? b : a].role).join(", ");
    const values = { share: percent(threshold), name: people[n].name };
    const loss =
      snap.length === mine.length
        ? t("leaders.all_snap")
        : many("leaders.would_snap", snap.length, { who: names(snap) });
    const sentences = [
      mine.length ? many("leaders.ties", mine.length, { ...values, who: names(mine) }) : t("leaders.no_ties", values),
      snap.length ? loss : t("leaders.none_snaps"),
    ];
    return [
      h("h3", {}, `${people[n].name}, ${people[n].role} (${t(`town.${this.letter}`)})`),
      h("p", {}, describe(people[n], state, n)),
      ...sentences.map((each) => h("p", {}, each)),
      h("p", { class: "row" }, this.past(n), this.takeAway(n, people)),
      ...this.joint.parts(this.state.picture, people, state, n, this.letter),
    ];
  }

  past(n) {
    const { row } = this.state.picture.seats[n];
    return button(t("leaders.past"), () => this.describe("leader", this.side, row), { id: "seat-past" });
  }

  /** The model's event takes the first who holds a role; of the others it is only said. */
  takeAway(n, people) {
    const { seats } = this.state.picture;
    const { role } = seats[n];
    const first = seats.findIndex((seat) => seat.role === role);
    if (first !== n) return h("span", { class: "quietly" }, t("leaders.first_only", { name: people[first].name }));
    const town = this.letter;
    const go = () => {
      this.fire({ kind: "leader_leaves", role });
      this.announce(t("leaders.taken", { name: people[n].name }));
    };
    return button(t("leaders.take_away", { town: t(`town.${town}`) }), go, { id: "take-away" });
  }

  /** Bring two leaders to work together, each named by the role, as the model's event names them. */
  bringTogether(n, other) {
    const { history, picture, shown } = this.state;
    const people = peopleOf({ history, picture }, this.side, shown);
    this.fire({ kind: "joint_work", role: picture.seats[n].role, partner: picture.seats[other].role });
    this.announce(t("leaders.joined", { name: people[n].name, other: people[other].name }));
  }

  /** Let an event happen at the table that is listed. */
  fire(event) {
    const { communities } = this.state.picture.map;
    const where = communities.length > 1 ? { community: communities[0] } : {};
    this.send({ do: "event", towns: this.letter, ...event, ...where });
  }

  /** What was paid for at this table, and how much of it is left. */
  drawBought(week) {
    const { history, picture } = this.state;
    const found = bought(history, picture.seats, this.side, week);
    show(this.paid, found.length > 0);
    if (!found.length) return;
    const people = peopleOf(this.state, this.side, week);
    const items = found.map((each) => h("li", {}, boughtLines(each, people).join(" ")));
    this.paid.replaceChildren(h("h3", {}, t("leaders.bought_title")), h("ul", {}, ...items));
  }

  drawFollowed(week) {
    const { history, picture } = this.state;
    const found = aftermath(history, picture.seats, this.side, week, this.tieThreshold());
    show(this.followed, Boolean(found?.seats.length));
    if (!found?.seats.length) return;
    const roles = peopleOf(this.state, this.side, found.week - 1);
    const who = found.seats.map((seat) => `${roles[seat].name} (${roles[seat].role})`).join(", ");
    this.followed.replaceChildren(
      h("h3", {}, t("leaders.followed", { week: number(found.week), who })),
      h("ul", {}, ...followedLines(found, this.tieThreshold()).map((each) => h("li", {}, each))),
    );
  }

  /** The neighbourhoods where belief and truth lie furthest apart. */
  drawPairs(record) {
    const { believed, truth } = record.areas;
    const rows = believed.map((value, area) => ({
      area,
      value,
      truth: truth[area],
      gap: Math.abs(value - truth[area]),
    }));
    rows.sort((a, b) => b.gap - a.gap);
    const shown = rows.slice(0, PAIRS);
    const most = Math.max(...shown.map((row) => Math.max(row.value, row.truth)), 1e-6);
    const x = (value) => 150 + (WIDTH - 170) * (value / most);
    this.pairs.replaceChildren(
      ...shown.flatMap((row, n) => {
        const y = 20 + n * 34;
        return [
          s("text", { x: 142, y: y + 5, "text-anchor": "end" }, cut(this.state.areaName(row.area), 18)),
          s("line", { x1: x(row.value), x2: x(row.truth), y1: y, y2: y }),
          s("path", { class: "true", d: `M${x(row.truth)},${y - 8}l8,8l-8,8l-8,-8Z` }),
          s("circle", { class: "believed", cx: x(row.value), cy: y, r: 7 }),
        ];
      }),
    );
    const error = record.town.assessment_error;
    this.error.textContent = t("table.error", { share: percent(error) });
    const told = shown.map(({ area, value, truth: real }) =>
      t("table.pair", { area: this.state.areaName(area), believed: percent(value), truth: percent(real) }),
    );
    this.pairs.setAttribute("aria-label", told.join(" "));
  }

  words() {
    this.which.words(t("table.which"), (side) => t(`town.${this.lettersNow[side]}`));
    this.which.mark(this.side);
    this.list.setAttribute("aria-label", t("table.title"));
    this.key.textContent = t("table.key");
    this.title.textContent = t("table.believed");
    this.pairsKey.textContent = t("table.pairs_key");
    this.practice.words();
    this.drawnKey = null;
  }
}

/** What followed, in sentences. */
function followedLines({ lines, kept, commitment, ties, convenor, planned }, threshold) {
  const shares = (values) => values.map((value) => percent(value));
  const [before, after, now] = shares(commitment);
  const [tie, tieNow] = shares(ties);
  const left = kept ? many("leaders.kept", kept) : t("leaders.none_kept");
  const told = [
    `${many("leaders.snapped", lines.length, { share: percent(threshold) })} ${left}`,
    t("leaders.commitment", { before, after, now }),
    t("leaders.mean_tie", { before: tie, now: tieNow }),
    t(convenor[1] < 0 ? "leaders.no_table" : "leaders.table_meets"),
  ];
  const [earlier, since] = planned;
  if (earlier.cycles && since.cycles) {
    const waits = { before: number(earlier.wait), now: number(since.wait) };
    told.push(t("leaders.planning", { ...waits, many: number(earlier.count, 1), few: number(since.count, 1) }));
  }
  return told;
}

function cut(text, longest) {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
