// One town's table of leaders as a picture: people around it, and the ties that are strong enough.

import { s } from "../../screen/dom.js";
import { percent, t } from "../../screen/words.js";
import { changesOf, personName, snapping, tiesOf } from "./leaders.js";
import { seatName, shortSeatName } from "./seats.js";

const [WIDTH, HEIGHT] = [460, 480];
const FEW = 14;
const BORDER = { x: 118, y: 60 };
/** Steps in which the way around the table is measured. */
const SAMPLES = 720;
/** How far from the middle of its side a name still stands above or below its seat. */
const UPRIGHT = 0.08;

export class LeadersView {
  /** @param choose called with the number of a seat */
  constructor(host, choose) {
    this.choose = choose;
    this.root = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "leaders-picture", role: "group" });
    host.append(this.root);
  }

  /**
   * @param state  the table as it stands
   * @param shown  {seat, threshold, lost, paid}: who is chosen, which ties have just snapped, which were paid for
   * @param people [{name, role, short}] in the order of seats
   */
  draw(state, { seat, threshold, lost, paid }, people, label) {
    this.root.setAttribute("aria-label", label);
    const at = spots(people.length);
    this.radius = people.length > FEW ? 15 : 19;
    const gone = seat === null ? [] : snapping(state, seat, threshold);
    const mine = (tie) => seat === null || tie.a === seat || tie.b === seat;
    const strong = tiesOf(state, threshold).filter(mine);
    const lines = seat === null ? strongest(strong, 2 * people.length) : strong;
    const breaks = (tie) => gone.some(({ a, b }) => a === tie.a && b === tie.b);
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.seat : null;
    this.root.replaceChildren(
      s(
        "g",
        { class: "ties-held" },
        ...lines.filter(({ held }) => held >= threshold).map((tie) => line(at, tie, tie.held)),
      ),
      s("g", {}, ...lines.map((tie) => line(at, tie, tie.strength, breaks(tie) ? "tie would-snap" : "tie"))),
      s("g", {}, ...lost.map((tie) => line(at, tie, tie.strength, "tie snapped"))),
      s("g", {}, ...paid.map(({ seats: [a, b], now }) => line(at, { a, b }, now, "tie paid-for"))),
      ...people.map((person, n) => this.seat(person, at[n], state, n, n === seat)),
    );
    if (focused) this.root.querySelector(`[data-seat="${focused}"]`)?.focus();
  }

  seat(person, { x, y, cos, sin }, state, n, chosen) {
    const commitment = state.commitment[n] / 100;
    const { radius } = this;
    const round = 2 * Math.PI * radius;
    const upright = Math.abs(cos) < UPRIGHT;
    const anchor = upright ? "middle" : cos > 0 ? "start" : "end";
    const [tx, ty] = [x + cos * (radius + 6), y + sin * (radius + (upright ? 26 : 12)) + 1];
    const choose = () => this.choose(n);
    const key = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      choose();
    };
    return s(
      "g",
      {
        class: `person-seat${chosen ? " chosen-seat" : ""}${state.convenor === n ? " convenor" : ""}`,
        role: "button",
        tabindex: "0",
        "data-seat": n,
        "aria-pressed": String(chosen),
        "aria-label": describe(person, state, n),
        onclick: choose,
        onkeydown: key,
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
      s("text", { class: "figure", x, y: y + 5, "text-anchor": "middle" }, state.commitment[n]),
      s("text", { class: "who", x: tx, y: ty - 3, "text-anchor": anchor }, person.name),
      s("text", { class: "what", x: tx, y: ty + 11, "text-anchor": anchor }, person.short),
    );
  }
}

/** The strongest of some ties: a full mesh shows nothing. */
export const strongest = (ties, most) => [...ties].sort((a, b) => b.strength - a.strength).slice(0, most);

/** A person at the table in words. */
export function describe({ name, role }, state, n) {
  const values = { commitment: percent(state.commitment[n] / 100), credibility: percent(state.credibility[n] / 100) };
  const sentence = t("leaders.person", { name, role, ...values });
  return state.convenor === n ? `${sentence}. ${t("leaders.convenes")}` : sentence;
}

/** Who sits at a town's table in a week. */
export function peopleOf({ picture, history }, side, week) {
  const changes = changesOf(history.entriesOf(side), week);
  return picture.seats.map((seat) => {
    const times = changes.get(seat.row) ?? 0;
    const role = seatName(picture, seat);
    const short = picture.seats.length > FEW ? shortSeatName(picture, seat) : role;
    return { name: personName(seat.row, times), role, short, changes: times };
  });
}

/** Where seats stand: around an ellipse, each as far from the next as any other. */
function spots(count) {
  const turn = (n) => (2 * Math.PI * n) / SAMPLES - Math.PI / 2;
  const [wide, high] = [WIDTH / 2 - BORDER.x, HEIGHT / 2 - BORDER.y];
  const found = [];
  let length = 0;
  const steps = Array.from({ length: SAMPLES }, (_, n) => {
    return Math.hypot(wide * Math.sin(turn(n + 0.5)), high * Math.cos(turn(n + 0.5)));
  });
  const whole = steps.reduce((sum, step) => sum + step, 0);
  for (let n = 0; n < SAMPLES && found.length < count; n += 1) {
    const [cos, sin] = [Math.cos(turn(n)), Math.sin(turn(n))];
    const due = (whole * found.length) / count;
    if (length >= due - 1e-6) found.push({ x: WIDTH / 2 + wide * cos, y: HEIGHT / 2 + high * sin, cos, sin });
    length += steps[n];
  }
  return found;
}

function line(at, { a, b }, strength, kind = "tie") {
  return s("path", {
    class: kind,
    d: `M${at[a].x},${at[a].y}L${at[b].x},${at[b].y}`,
    "stroke-width": (kind.includes("tie") ? 0.8 + 4.5 * strength ** 1.5 : 0).toFixed(2),
  });
}
