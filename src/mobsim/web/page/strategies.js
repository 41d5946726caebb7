// Offer strategies to choose from: policies, and below them, as what they are, arms of experiments.

import { h } from "../../screen/dom.js";
import { language, named, t } from "../../screen/words.js";

export function strategyOptions(strategies, selected) {
  const option = ({ name, about }) =>
    h(
      "option",
      { value: name, title: language() === "en" ? about : null, selected: name === selected },
      named("strategies", name),
    );
  const arms = strategies.filter((each) => each.kind === "arm");
  const policies = strategies.filter((each) => each.kind !== "arm");
  return [
    ...policies.map(option),
    ...(arms.length ? [h("optgroup", { label: t("decide.arms") }, ...arms.map(option))] : []),
  ];
}
