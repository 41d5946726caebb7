// Which events strike wherever the room says, and which always concern the whole town.

/** Kinds of event that always concern the whole town. */
export const CONCERNS_ALL = new Set(["budget_cut", "leader_leaves"]);
