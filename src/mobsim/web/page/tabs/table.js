// The leaders' table as a picture: who sits there, how committed, how well tied; what they believe and what is true.

import { h, s } from "../../../screen/dom.js";
import { percent, t } from "../../../screen/words.js";
import { Choice } from "../choice.js";
import { Part } from "../parts.js";
import { Practice } from "../practice.js";
import { seatName, shortSeatName } from "../seats.js";

const WIDTH = 420;
const HEIGHT = 340;
const FEW = 14;
const PAIRS = 7;
const FAINT = 0.06;

export class Table extends Part {
  static tab = "table";
  static needs = ["state", "describe"];

  constructor(host, tools) {
    super(host, tools);
    this.side = 1;
    this.which = new Choice(
      [0, 1],
      (side) => `table-${"ab"[side]}`,
      (side) => this.choose(side),
    );
    this.picture = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "table-picture", role: "group" });
    this.key = h("p", { class: "quietly" });
    this.title = h("h3");
    this.error = h("p", {});
    this.pairs = s("svg", { viewBox: `0 0 ${WIDTH} ${PAIRS * 34 + 26}`, class: "pairs", role: "img" });
    this.pairsKey = h("p", { class: "quietly" });
    this.practice = new Practice(this.state);
    host.append(
      this.which.root,
      this.picture,
      this.key,
      this.title,
      this.error,
      this.pairs,
      this.pairsKey,
      ...this.practice.parts,
    );
  }

  choose(side) {
    this.side = side;
    this.drawnKey = null;
    this.words();
    this.draw();
  }

  draw() {
    const { history, shown } = this.state;
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
    const { seats } = this.state.picture;
    const radius = Math.max(9, Math.min(21, 270 / seats.length));
    const at = seats.map((_, n) => {
      const angle = (2 * Math.PI * n) / seats.length - Math.PI / 2;
      return [
        WIDTH / 2 + (WIDTH / 2 - (seats.length > FEW ? 76 : 96)) * Math.cos(angle),
        HEIGHT / 2 + (HEIGHT / 2 - 36) * Math.sin(angle),
      ];
    });
    const ties = state.ties.flatMap((row, a) =>
      row.slice(0, a).map((tie, b) => (tie / 100 > FAINT ? tieOf(at[a], at[b], tie / 100) : null)),
    );
    const focused = this.picture.contains(document.activeElement) ? document.activeElement.dataset.row : null;
    const marks = seats.map((seat, n) => this.seat(seat, at[n], radius, state, n));
    this.picture.replaceChildren(s("g", {}, ...ties.filter(Boolean)), ...marks);
    if (focused) this.picture.querySelector(`[data-row="${focused}"]`)?.focus();
  }

  seat(seat, [x, y], radius, state, n) {
    const commitment = state.commitment[n] / 100;
    const round = 2 * Math.PI * radius;
    const name = seatName(this.state.picture, seat);
    const open = () => this.describe("leader", this.side, seat.row);
    const key = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    };
    const text = outside(x - WIDTH / 2, y - HEIGHT / 2, radius + 6);
    return s(
      "g",
      {
        class: "seat",
        role: "button",
        tabindex: "0",
        "data-row": seat.row,
        onclick: open,
        onkeydown: key,
        "aria-label": t("table.seat", {
          name,
          commitment: percent(commitment),
          credibility: percent(state.credibility[n] / 100),
        }),
      },
      s("circle", { class: "back", cx: x, cy: y, r: radius }),
      s("circle", {
        class: "commitment",
        cx: x,
        cy: y,
        r: radius,
        "stroke-dasharray": `${round * commitment} ${round}`,
        transform: `rotate(-90 ${x} ${y})`,
      }),
      s(
        "text",
        { x: x + text.dx, y: y + text.dy, "text-anchor": text.anchor, "aria-hidden": "true" },
        shortSeatName(this.state.picture, seat),
      ),
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
    this.pairs.setAttribute(
      "aria-label",
      shown
        .map((row) =>
          t("table.pair", {
            area: this.state.areaName(row.area),
            believed: percent(row.value),
            truth: percent(row.truth),
          }),
        )
        .join(" "),
    );
  }

  words() {
    this.which.words(t("table.which"), (side) => t(`town.${"ab"[side]}`));
    this.which.mark(this.side);
    this.picture.setAttribute("aria-label", t("table.title"));
    this.key.textContent = t("table.key");
    this.title.textContent = t("table.believed");
    this.pairsKey.textContent = t("table.pairs_key");
    this.practice.words();
    this.drawnKey = null;
  }
}

function tieOf(a, b, strength) {
  const weight = strength ** 1.5;
  return s("path", {
    class: "tie",
    d: `M${a}L${b}`,
    "stroke-width": (0.6 + weight * 4.5).toFixed(2),
    "stroke-opacity": (0.14 + weight * 0.56).toFixed(2),
  });
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
