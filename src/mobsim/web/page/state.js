// What the page knows of its session, and what of it is looked at. Parts read it; the page writes it.

import { THIRD } from "../../screen/history.js";
import { measureText, outcomeOf } from "../../screen/measures.js";
import { t } from "../../screen/words.js";
import { Pace, waitText } from "./pace.js";

/** What a session opens with. Crime moves from the first weeks, and beyond luck; insecurity hardly does. */
export const OPENING = { measure: "true_crime", period: 13 };
/** The names that mobsim itself gives to neighbourhoods without one. */
const UNNAMED = /^Neighbourhood (\d+)$/;

function nameIn(name) {
  const [, number] = UNNAMED.exec(name) ?? [];
  return number === undefined ? name : t("map.neighbourhood", { number });
}

export class State {
  constructor(offer) {
    this.offer = offer; // what the server may open
    this.order = null; // what the session was begun with
    this.picture = null; // what must be known of the towns to draw them
    this.history = null; // the weeks that were run
    this.frame = null; // the last frame
    this.log = []; // what was decided, with its day
    this.measure = OPENING.measure;
    this.view = "towns"; // their maps; or their difference, leaders, wheel
    this.pace = new Pace(); // at which other pairs of towns come
    this.period = OPENING.period; // weeks over which towns are compared, wherever they are
    this.forget();
  }

  /** Look at nothing in particular, as in a new session. */
  forget() {
    this.area = null;
    this.seat = null; // who is chosen at the tables of leaders, by the number of the seat
    this.seatSide = 1; // the town in which they were chosen
    this.zoomed = false;
    this.week = null; // a week looked back at; null is now
    this.layout = null; // who lives in the neighbourhood that is looked into
    this.compared = null; // what other pairs of towns say of each neighbourhood's difference
    this.lives = null; // the same resident in both towns, where they were looked for
    this.described = null; // the resident, officer or leader that was asked for
  }

  /** Whether there is anything to draw: not while another session is being begun. */
  get begun() {
    return this.frame !== null && this.history?.last >= 0;
  }

  /** The week that is shown. */
  get shown() {
    return this.week ?? this.history.last;
  }

  /** The week whose figures are the last of the towns that are compared; null where all of them are there now. */
  get asOf() {
    const { history, week } = this;
    return week ?? (history.last < history.weeks.length - 1 ? history.last : null);
  }

  /** Days that the towns that are compared have run. */
  get day() {
    const { frame, history } = this;
    return history.compared[1] === THIRD ? frame.branch.day : frame.day;
  }

  /** The letters of the towns that are compared, for sentences. */
  get letters() {
    const [first, second] = this.history.letters.map((letter) => letter.toUpperCase());
    return { first, second };
  }

  /** What is known of town A and town B, whatever is compared: what the room was asked is about these. */
  get two() {
    return this.history.between(0, 1);
  }

  /** How long it takes until enough other pairs have come to a week to speak of luck, as a sentence to add. */
  waitText(week = this.shown, { luck } = this.history) {
    return waitText(this.pace, luck.missing(week));
  }

  /** The outcome of the town whose curves are shown. */
  get outcome() {
    return outcomeOf(this.measure);
  }

  format(value, measure = this.measure) {
    return measureText(this.picture.outcomes, measure, value);
  }

  /** The unit of a measure: of 0 to 1 where it is no outcome. */
  unitOf(measure) {
    return this.picture.outcomes[measure]?.unit ?? "0-1";
  }

  /** A name for on the map: of neighbourhoods without one their number. */
  shortAreaName(area) {
    const name = this.picture.map.names[area];
    return UNNAMED.exec(name)?.[1] ?? name;
  }

  areaName(area) {
    const { names, communities, community } = this.picture.map;
    const name = nameIn(names[area]);
    return communities.length > 1 ? `${name}, ${communities[community[area]]}` : name;
  }
}
