// The wheel of the model, read from a week of the run: relationship, the three steps of a cycle, four zones, who leads.

const WEEKS_IN_CYCLE = 4;
export const STEPS = ["assessment", "planning", "action"];
const ZONES = [0, 1, 2, 3];
const [SLOT, AREA, STATUS, , , LEAD] = [0, 1, 2, 3, 4, 5];

/**
 * What the wheel of a town shows in a week; `lit` is what happened in that very week.
 * @param history the weeks that were run
 * @param marks   names of leads and statuses, as the map has them
 */
export function wheelOf(history, marks, side, week) {
  const now = history.record(side, week);
  const before = history.record(side, Math.max(0, week - 1));
  const cycle = history.record(side, Math.max(0, week - WEEKS_IN_CYCLE));
  const known = new Map(before.initiatives.map((each) => [each[SLOT], marks.statuses[each[STATUS]]]));
  const held = history.tables.some((table) => table.week === week) && week > 0;
  const inStatus = (status) => now.initiatives.filter((each) => marks.statuses[each[STATUS]] === status);
  const planned = inStatus("planned");
  const running = inStatus("running");
  const begun = running.filter((each) => known.get(each[SLOT]) !== "running").length;
  const fresh = planned.filter((each) => known.get(each[SLOT]) !== "planned").length;
  return {
    relationship: { lit: now.areas.forum.some((people) => people > 0), ...relations(now.town) },
    assessment: { lit: held, error: now.town.assessment_error },
    planning: { lit: week > 0 && fresh > 0, fresh, count: planned.length },
    action: { lit: week > 0 && begun > 0, begun, count: running.length },
    zones: ZONES.map((zone) => zoneOf(zone, { now, cycle, running, marks })),
  };
}

const relations = ({ trust, collaboration_ties: ties }) => ({ trust, ties });

/** A zone lights up when a neighbourhood has come into it within the cycle. */
function zoneOf(zone, { now, cycle, running, marks }) {
  const here = now.areas.zone.map((each) => each === zone);
  const led = (lead) => running.filter((each) => here[each[AREA]] && marks.leads[each[LEAD]] === lead).length;
  const came = here.filter((there, at) => there && cycle.areas.zone[at] !== zone).length;
  return {
    count: here.filter(Boolean).length,
    came,
    lit: came > 0,
    police: led("police"),
    community: led("community"),
  };
}
