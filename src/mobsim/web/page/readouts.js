// The four figures under each map.

import { byId, h, setText } from "./dom.js";
import { percent, t, valueOf } from "./words.js";

const SHOWN = ["true_crime", "recorded_crime", "insecurity", "trust"];

export function readouts(page) {
  ["a", "b"].forEach((name, side) => {
    const host = byId(`readouts-${name}`);
    if (host.children.length !== SHOWN.length) {
      host.replaceChildren(...SHOWN.map(() => h("div", {}, h("dt"), h("dd", {}, h("span"), h("small")))));
    }
    SHOWN.forEach((outcome, n) => {
      const [label, figure] = host.children[n].children;
      const [value, change] = figure.children;
      setText(label, t(`short.${outcome}`));
      setText(value, valueOf(page.picture.outcomes[outcome], page.history.series(side, outcome)[page.shown]));
      const ratio = page.history.ratio(outcome, page.shown);
      setText(change, side === 0 ? t(`readouts.${outcome}`) : Number.isFinite(ratio) ? t("readouts.against", { change: percent(ratio - 1, { sign: true }) }) : "");
      change.className = side === 0 ? "" : "change";
    });
  });
}
