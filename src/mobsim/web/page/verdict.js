// Whether the towns came out as the room said, and which of the answers offered holds.

import { ENOUGH } from "../../screen/luck.js";
import { namedOr, number, percent, t } from "../../screen/words.js";

/**
 * Judge a prediction.
 * @param towns a Comparison of the towns at the end
 * @param answers what was offered
 * @param choice the number of the answer that was chosen, or null
 * @param language in which the room speaks
 * @returns {{head: string, checks: string[], notes: string[]}}
 */
export function verdictOf(towns, answers, choice, language) {
  const { come, seeds } = towns;
  if (come < ENOUGH) return waiting(towns);
  const later = come < seeds ? [t("exercise.preliminary", { seeds: number(come), of: number(seeds) })] : [];
  const expected = answers[choice]?.when ?? [];
  const met = expected.filter((condition) => towns.came(condition)).length;
  const kind = kindOf(choice, met, expected.length);
  const notes = kind === "right" ? [] : holding(towns, answers, language);
  if (expected.some(([outcome]) => outcome.includes("@"))) notes.push(t("exercise.one_pair"));
  notes.push(...terms(expected));
  return {
    head: t(`exercise.verdict_${kind}`, { met: number(met), of: number(expected.length) }),
    checks: expected.map((condition) => checkOf(towns, condition)),
    notes: [...notes, ...later],
  };
}

/** No verdict before enough other pairs of towns have come; none at all where the machine cannot run so many. */
function waiting({ come, seeds, wait }) {
  const values = { seeds: number(come), of: number(ENOUGH), all: number(seeds), wait };
  if (seeds && seeds < ENOUGH) return { head: t("exercise.verdict_never", values), checks: [], notes: [] };
  return { head: t("exercise.verdict_waiting"), checks: [], notes: [t("exercise.come", values)] };
}

function kindOf(choice, met, expected) {
  if (choice === null) return "none";
  if (met === expected) return "right";
  return met ? "partly" : "wrong";
}

function holding(towns, answers, language) {
  const held = answers.filter((answer) => towns.holds(answer));
  if (!held.length) return [t("exercise.none_holding")];
  return held.map((answer) => t("exercise.holding", { said: answer.words[language] }));
}

/** What those outcomes mean that are no everyday words. */
function terms(conditions) {
  const outcomes = [...new Set(conditions.map(([outcome]) => outcome.split("@")[0]))];
  return outcomes.map((outcome) => namedOr("terms", outcome, "")).filter(Boolean);
}

/** Whether a condition came true, in a sentence; `missed` is the key of the one that says who expected it in vain. */
export function checkOf(towns, condition, missed = "exercise.missed") {
  const [outcome, way] = condition;
  const [met, came] = [towns.came(condition), towns.way(outcome)];
  // "not lower (-17%)" reads as a contradiction where it is luck that leaves it undecided
  const told = met && came === "unclear" ? came : way;
  return t(met ? "exercise.met" : missed, {
    what: t(`exercise.expected_${told}`, { name: towns.nameOf(outcome) }),
    share: percent(towns.compare(outcome).share, { sign: true }),
    came: t(`exercise.came_${came}`),
  });
}
