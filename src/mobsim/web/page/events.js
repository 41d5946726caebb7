// Which events strike wherever the room says, which always concern the whole town, and which are decided elsewhere.

/** Kinds of event that always concern the whole town. */
export const CONCERNS_ALL = new Set(["budget_cut", "leader_leaves", "joint_work"]);

/** Kinds of event that are decided at the leaders' table, where the two are chosen. */
export const AT_THE_TABLE = new Set(["joint_work"]);
