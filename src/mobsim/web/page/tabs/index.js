// The tabs of the side, in their order. A tab is a class of Part with a static `tab`, in a file of its own, and a line
// here; its name stands under "tabs" in the files of words.

import { Close } from "./close.js";
import { Decide } from "./decide.js";
import { Exercise } from "./exercise.js";
import { FollowTab } from "./follow.js";
import { Room } from "./room.js";
import { Start } from "./start.js";
import { Story } from "./story.js";
import { Table } from "./table.js";

export const TABS = [Decide, Story, Table, Close, FollowTab, Room, Exercise, Start];
