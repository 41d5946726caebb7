// The wheel drawn: the relationship at its centre, a cycle's three steps around it, the four zones outside.

import { s } from "../../screen/dom.js";
import { Scale } from "../../screen/scale.js";
import { many, number, percent, t } from "../../screen/words.js";
import { STEPS } from "./wheel.js";

const MIDDLE = 220;
const RINGS = { hub: 52, steps: [55, 128], zones: [131, 217] };

export class WheelView {
  constructor(host) {
    this.root = s("svg", { viewBox: `0 0 ${2 * MIDDLE} ${2 * MIDDLE}`, class: "wheel", role: "img" });
    host.append(this.root);
  }

  /** @param wheel what it shows (wheelOf) */
  draw(wheel, town) {
    this.root.setAttribute("aria-label", wheelText(wheel, town));
    const zones = new Scale("zone");
    const drawn = wheel.zones.map((zone, n) => [zone.lit, this.zone(zone, n, zones)]);
    drawn.sort(([a], [b]) => a - b); // the edge of a lit one lies over the others
    this.root.replaceChildren(
      ...drawn.map(([, zone]) => zone),
      ...STEPS.map((step, n) => this.step(step, wheel[step], n)),
      this.hub(wheel.relationship),
    );
  }

  hub({ lit, trust, ties }) {
    return s(
      "g",
      { class: lit ? "part lit" : "part" },
      s("circle", { cx: MIDDLE, cy: MIDDLE, r: RINGS.hub }),
      text(MIDDLE, MIDDLE - 18, t("wheel.relationship"), "name"),
      text(MIDDLE, MIDDLE + 4, t("wheel.trust", { value: number(trust, 2) })),
      text(MIDDLE, MIDDLE + 22, t("wheel.ties", { value: percent(ties) })),
    );
  }

  step(name, part, n) {
    const [from, to] = [n / 3 - 1 / 6, (n + 1) / 3 - 1 / 6];
    const [aside, down] = point((from + to) / 2, (RINGS.steps[0] + RINGS.steps[1]) / 2);
    const lower = down > MIDDLE; // there words stand below the hub, where the ring is widest
    const [x, y] = lower ? [MIDDLE + 0.9 * (aside - MIDDLE), down + 8] : [aside, down];
    return s(
      "g",
      { class: part.lit ? "part lit" : "part" },
      s("path", { d: sector(from, to, ...RINGS.steps) }),
      text(x, y - 6, t(`wheel.${name}`), "name"),
      text(x, y + 10, stepText(name, part)),
    );
  }

  zone({ count, lit, police, community }, n, scale) {
    const [from, to] = [n / 4, (n + 1) / 4];
    const [x, middle] = point((from + to) / 2, (RINGS.zones[0] + RINGS.zones[1]) / 2 - 3);
    const y = middle < MIDDLE ? middle - 9 : middle; // above, the ring is wider further out
    const place = s("path", { class: "zone", d: sector(from, to, ...RINGS.zones), fill: scale.colour(n) });
    const words = [
      text(x, y - 14, number(count), "figure"),
      text(x, y + 4, t(`wheel.zones.${n}`), "name"),
      text(x, y + 22, t("wheel.led", { police: number(police), community: number(community) })),
    ];
    for (const each of words) each.style.fill = scale.ink(n);
    return s("g", { class: lit ? "zone-part lit" : "zone-part" }, place, ...words);
  }
}

function stepText(name, part) {
  if (name === "assessment") return t("wheel.error", { share: percent(part.error, { decimals: 0 }) });
  return t(`wheel.${name}_count`, { count: number(part.count) });
}

/** The wheel in words, for who hears the page. */
export function wheelText(wheel, town) {
  const { relationship, zones } = wheel;
  const lit = [...STEPS, "relationship"].filter((name) => wheel[name].lit).map((name) => t(`wheel.${name}`));
  const values = { trust: number(relationship.trust, 2), ties: percent(relationship.ties) };
  const parts = [
    t("wheel.label", { town, ...values }),
    t("wheel.lit", { parts: lit.join(", ") || t("wheel.none") }),
    ...STEPS.map((name) => `${t("page.pair", { name: t(`wheel.${name}`), value: stepText(name, wheel[name]) })}.`),
    ...zones.map(({ count, came, police, community }, n) =>
      t("wheel.zone", {
        zone: t(`zones.${n}`),
        areas: many("wheel.areas", count),
        came: number(came),
        police: number(police),
        community: number(community),
      }),
    ),
  ];
  return parts.join(" ");
}

const text = (x, y, words, kind = "value") => s("text", { x, y, class: kind, "text-anchor": "middle" }, words);

/** A point so far from the middle, after so much of a turn from above. */
function point(turn, radius) {
  const angle = 2 * Math.PI * turn;
  return [MIDDLE + radius * Math.sin(angle), MIDDLE - radius * Math.cos(angle)].map((each) => Number(each.toFixed(1)));
}

function sector(from, to, inner, outer) {
  const [a, b, c, d] = [point(from, outer), point(to, outer), point(to, inner), point(from, inner)];
  return `M${a}A${outer},${outer} 0 0,1 ${b}L${c}A${inner},${inner} 0 0,0 ${d}Z`;
}
