// The journal of a tab's session, kept in the browser: what it was begun with, what was decided on which day, the
// exercise, what the room expects. A session that the server has lost is run again from it, to the same figures.

const PREFIX = "mobsim-journal-";
const TAB = "mobsim-tab";
/** Journals that are kept; of more, the oldest are dropped. */
const MOST = 6;

function tabKey() {
  const known = sessionStorage.getItem(TAB);
  if (known) return known;
  const made = `${PREFIX}${crypto.randomUUID()}`;
  sessionStorage.setItem(TAB, made);
  return made;
}

/** Whether anything was done that would be missed. */
const worthKeeping = ({ day, log, exercise, forecast }) =>
  day > 0 || log.length > 0 || Boolean(exercise) || Boolean(forecast);

export class Journal {
  constructor() {
    this.key = tabKey();
  }

  /** Keep what a session needs to be run again: {order, title, day, third, log, exercise, forecast}. */
  write(content) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...content, written: Date.now() }));
    } catch {
      this.dropOldest(1); // the browser's room is full
    }
  }

  /** What this tab has kept. */
  read() {
    return parse(localStorage.getItem(this.key));
  }

  forget(key = this.key) {
    localStorage.removeItem(key);
  }

  /** Hold the journal while its session is open here, so that no other tab takes it for left behind. */
  hold() {
    if (this.release) return;
    const held = new Promise((resolve) => {
      this.release = resolve;
    });
    navigator.locks?.request(this.key, () => held);
  }

  get held() {
    return Boolean(this.release);
  }

  letGo() {
    this.release?.();
    this.release = null;
  }

  /** What other tabs have left behind, the last first. */
  async leftBehind() {
    const locks = (await navigator.locks?.query()) ?? { held: [] };
    const held = new Set(locks.held.map((lock) => lock.name));
    const found = this.kept().filter(([key, content]) => key !== this.key && !held.has(key) && worthKeeping(content));
    this.dropOldest(Math.max(0, this.kept().length - MOST));
    return found.map(([key, content]) => ({ key, ...content }));
  }

  /** All journals by their key, the last written first. */
  kept() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    const read = keys.map((key) => [key, parse(localStorage.getItem(key))]).filter(([, content]) => content);
    return read.sort(([, a], [, b]) => b.written - a.written);
  }

  dropOldest(count) {
    const others = this.kept().filter(([key]) => key !== this.key);
    for (const [key] of others.slice(others.length - count)) this.forget(key);
  }
}

function parse(text) {
  try {
    const content = JSON.parse(text);
    return content?.order && Array.isArray(content.log) ? content : null;
  } catch {
    return null;
  }
}
