// How the page is put together: each part is registered once, and gets no more than what it needs.

/**
 * A part of the page. Besides what its class declares it may have
 *   receives  {kind of message: what is done about it}
 *   ready()   a session has begun: everything of the one before is to be forgotten
 *   restore() after ready: put back what was kept of the session
 *   update(frame)  the towns have moved
 *   watch()   something else is looked at
 *   branched(branch)  a third town has branched off, or (null) is no more
 *   compared()  other towns are compared
 *   started(log)  a session is being begun, perhaps with decisions to be run again
 *   lost()    the line to the server is interrupted
 *   stopped() the server has said its last word
 *   draw()    show what the state holds; of a tab, only while it is open
 *   words()   write again in the language of the room
 */
export class Part {
  /** What the part is handed, by name: the state, commands of the page, or what other parts give. */
  static needs = [];
  /** Methods of the part that others may need. */
  static gives = [];
  /** The name of the tab that the part fills, if it fills one. */
  static tab = null;

  constructor(host, tools) {
    this.host = host;
    Object.assign(this, tools);
  }
}

/**
 * Make parts in the order in which they are registered. What a part gives may be needed by one made before it: it is
 * looked up when it is used.
 * @param kinds  classes of parts
 * @param given  what the page itself gives, by name
 * @param hostOf the element in which a kind of part lives
 * @returns {Map} the parts by their class
 */
export function assemble(kinds, given, hostOf) {
  const made = new Map();
  const tools = { ...given };
  for (const kind of kinds) {
    for (const name of kind.gives) {
      if (name in tools) throw new Error(`${kind.name} gives ${name}, which is given already`);
      tools[name] = (...values) => made.get(kind)[name](...values);
    }
  }
  for (const kind of kinds) {
    const needed = kind.needs.map((name) => {
      if (!(name in tools)) throw new Error(`${kind.name} needs ${name}, which nobody gives`);
      return [name, tools[name]];
    });
    made.set(kind, new kind(hostOf(kind), Object.fromEntries(needed)));
  }
  return made;
}

/** Gather what is done about each kind of message; one kind, one receiver. */
export function receivers(parts) {
  const found = {};
  for (const part of parts) {
    for (const [kind, receive] of Object.entries(part.receives ?? {})) {
      if (kind in found) throw new Error(`two parts receive ${kind}`);
      found[kind] = receive;
    }
  }
  return found;
}
