// The leaders' table as a picture: who sits there, how committed, how well tied; and what they believe against what is true.

import { h, s } from "./dom.js";
import { Practice } from "./practice.js";
import { named, number, percent, t } from "./words.js";

const WIDTH = 420;
const HEIGHT = 340;
const FEW = 14;
const PAIRS = 7;
const FAINT = 0.06;

export class Table {
  constructor(host, page) {
    this.page = page;
    this.side = 1;
    this.which = h("div", { class: "choice", role: "radiogroup" }, [0, 1].map((side) => h("button", { type: "button", role: "radio", id: `table-${"ab"[side]}`, onclick: () => this.choose(side) })));
    this.picture = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "table-picture", role: "group" });
    this.key = h("p", { class: "quietly" });
    this.title = h("h3");
    this.error = h("p", {});
    this.pairs = s("svg", { viewBox: `0 0 ${WIDTH} ${PAIRS * 34 + 26}`, class: "pairs", role: "img" });
    this.pairsKey = h("p", { class: "quietly" });
    this.practice = new Practice(page);
    host.append(this.which, this.picture, this.key, this.title, this.error, this.pairs, this.pairsKey, ...this.practice.parts);
  }

  choose(side) {
    this.side = side;
    this.drawnKey = null;
    this.words();
    this.draw();
  }

  seatName(seat) {
    if (seat.role === "agency") return t("table.head", { agency: named("agencies", seat.agency) });
    if (seat.role === "mayor" || seat.role === "chief") return named("roles", seat.role);
    const alike = this.page.picture.seats.filter((each) => each.role === seat.role);
    return `${named("roles", seat.role)} ${alike.indexOf(seat) + 1}`;
  }

  draw() {
    const { history, shown } = this.page;
    const table = history.table(shown);
    if (!table) return;
    const key = `${table.week};${this.side};${t("table.title")}`;
    if (key !== this.drawnKey) {
      this.drawnKey = key;
      this.drawTable(table.sides[this.side]);
    }
    this.drawPairs(history.weeks[shown][this.side]);
    this.practice.draw();
  }

  drawTable(state) {
    const { seats } = this.page.picture;
    const radius = Math.max(9, Math.min(21, 270 / seats.length));
    const at = seats.map((_, n) => {
      const angle = (2 * Math.PI * n) / seats.length - Math.PI / 2;
      return [WIDTH / 2 + (WIDTH / 2 - (seats.length > FEW ? 76 : 96)) * Math.cos(angle), HEIGHT / 2 + (HEIGHT / 2 - 36) * Math.sin(angle)];
    });
    const ties = [];
    state.ties.forEach((row, a) => row.forEach((tie, b) => {
      if (b > a && tie / 100 > FAINT) ties.push(s("path", { class: "tie", d: `M${at[a]}L${at[b]}`, "stroke-width": (0.6 + (tie / 100) ** 1.5 * 4.5).toFixed(2), "stroke-opacity": (0.14 + (tie / 100) ** 1.5 * 0.56).toFixed(2) }));
    }));
    const focused = this.picture.contains(document.activeElement) ? document.activeElement.dataset.row : null;
    const marks = seats.map((seat, n) => this.seat(seat, at[n], radius, state, n));
    this.picture.replaceChildren(s("g", {}, ...ties), ...marks);
    if (focused) this.picture.querySelector(`[data-row="${focused}"]`)?.focus();
  }

  seat(seat, [x, y], radius, state, n) {
    const commitment = state.commitment[n] / 100;
    const round = 2 * Math.PI * radius;
    const name = this.seatName(seat);
    const open = () => this.page.close.ask("leader", this.side, seat.row);
    const text = outside(x - WIDTH / 2, y - HEIGHT / 2, radius + 6);
    return s("g", {
      class: "seat", role: "button", tabindex: "0", "data-row": seat.row, onclick: open,
      onkeydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), open()),
      "aria-label": t("table.seat", { name, commitment: percent(commitment), credibility: percent(state.credibility[n] / 100) }),
    },
    s("circle", { class: "back", cx: x, cy: y, r: radius }),
    s("circle", { class: "commitment", cx: x, cy: y, r: radius, "stroke-dasharray": `${round * commitment} ${round}`, transform: `rotate(-90 ${x} ${y})` }),
    s("text", { x: x + text.dx, y: y + text.dy, "text-anchor": text.anchor, "aria-hidden": "true" }, this.short(seat, name)));
  }

  /** A name for beside the seat: short where the table is large. */
  short(seat, name) {
    if (seat.role === "agency") return named("short_agencies", seat.agency);
    if (seat.role === "mayor" || seat.role === "chief" || this.page.picture.seats.length <= FEW) return seat.role === "chief" ? t("table.chief") : name;
    return `${name.charAt(0)}${name.split(" ").at(-1)}`;
  }

  /** The neighbourhoods where belief and truth lie furthest apart. */
  drawPairs(record) {
    const { believed, truth } = record.areas;
    const rows = believed.map((value, area) => ({ area, value, truth: truth[area], gap: Math.abs(value - truth[area]) }));
    rows.sort((a, b) => b.gap - a.gap);
    const shown = rows.slice(0, PAIRS);
    const most = Math.max(...shown.map((row) => Math.max(row.value, row.truth)), 1e-6);
    const x = (value) => 150 + (WIDTH - 170) * (value / most);
    this.pairs.replaceChildren(...shown.flatMap((row, n) => {
      const y = 20 + n * 34;
      return [
        s("text", { x: 142, y: y + 5, "text-anchor": "end" }, cut(this.page.areaName(row.area), 18)),
        s("line", { x1: x(row.value), x2: x(row.truth), y1: y, y2: y }),
        s("path", { class: "true", d: `M${x(row.truth)},${y - 8}l8,8l-8,8l-8,-8Z` }),
        s("circle", { class: "believed", cx: x(row.value), cy: y, r: 7 }),
      ];
    }));
    const error = record.town.assessment_error;
    this.error.textContent = t("table.error", { share: percent(error) });
    this.pairs.setAttribute("aria-label", shown.map((row) => t("table.pair", { area: this.page.areaName(row.area), believed: percent(row.value), truth: percent(row.truth) })).join(" "));
  }

  words() {
    for (const side of [0, 1]) {
      const button = this.which.children[side];
      button.textContent = t(`town.${"ab"[side]}`);
      button.setAttribute("aria-checked", String(side === this.side));
    }
    this.which.setAttribute("aria-label", t("table.which"));
    this.picture.setAttribute("aria-label", t("table.title"));
    this.key.textContent = t("table.key");
    this.title.textContent = t("table.believed");
    this.pairsKey.textContent = t("table.pairs_key");
    this.practice.words();
    this.drawnKey = null;
  }
}

/** Where a name stands beside a seat: outwards from the middle of the table, above and below it centred. */
function outside(east, south, away) {
  const far = Math.hypot(east, south);
  const [cos, sin] = [east / far, south / far];
  const anchor = Math.abs(cos) < 0.3 ? "middle" : cos > 0 ? "start" : "end";
  return { dx: cos * away, dy: sin * away + 5 + 5 * sin, anchor };
}

function cut(text, longest) {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
