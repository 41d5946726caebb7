// The line between the page and its stage, a window of the same browser: one schema for both ways.

import { Misfit } from "./envelopes.js";

const PREFIX = "mobsim-stage-";
const KEY = "mobsim-stage";

/** What is said on the line, with the fields of each. */
export const STAGE_MESSAGES = {
  // the page to its stage
  who: [], // is anybody there?
  town: ["map"],
  scene: ["scene", "language", "dark"],
  // the stage to its page
  hello: [],
  bye: [],
  key: ["key"],
  stroke: ["from", "to"],
};

/** Refuse what does not fit: page and stage are not of one version. */
export function checked(message) {
  const fields = STAGE_MESSAGES[message?.kind];
  if (!fields) throw new Misfit(`nothing is known of a message “${message?.kind}”`);
  const given = Object.keys(message).filter((name) => name !== "kind");
  const wrong = [...fields.filter((name) => !given.includes(name)), ...given.filter((name) => !fields.includes(name))];
  if (wrong.length) throw new Misfit(`“${message.kind}” lacks or has too many: ${wrong.join(", ")}`);
  return message;
}

/** The name of this tab's stage; it stays through a reload. */
export function stageKey() {
  const known = sessionStorage.getItem(KEY);
  if (known) return known;
  const made = crypto.randomUUID();
  sessionStorage.setItem(KEY, made);
  return made;
}

export class StageLine {
  /** @param on what is done about each kind of message, by its kind; others are not for this end */
  constructor(key, on) {
    this.channel = new BroadcastChannel(PREFIX + key);
    this.channel.addEventListener("message", ({ data }) => on[data?.kind]?.(checked(data)));
  }

  say(kind, fields = {}) {
    this.channel.postMessage(checked({ kind, ...fields }));
  }
}
