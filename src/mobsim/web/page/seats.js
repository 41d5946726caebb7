// What seats at the leaders' table are called.

import { named, t } from "../../screen/words.js";

const ALONE = new Set(["mayor", "chief"]);
const FEW = 14;

export function seatName(picture, seat) {
  if (seat.role === "agency") return t("table.head", { agency: named("agencies", seat.agency) });
  if (ALONE.has(seat.role)) return named("roles", seat.role);
  const alike = picture.seats.filter((each) => each.role === seat.role);
  return `${named("roles", seat.role)} ${alike.indexOf(seat) + 1}`;
}

/** A name for beside the seat: short where the table is large. */
export function shortSeatName(picture, seat) {
  if (seat.role === "agency") return named("short_agencies", seat.agency);
  if (seat.role === "chief") return t("table.chief");
  const name = seatName(picture, seat);
  if (ALONE.has(seat.role) || picture.seats.length <= FEW) return name;
  return `${name.charAt(0)}${name.split(" ").at(-1)}`;
}
