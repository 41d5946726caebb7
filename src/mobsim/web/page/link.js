// The line to the server: one socket, resumed by itself after sleep, with everything that was missed.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;
const KEY = "mobsim-session";
/** What the server says last on a line. */
const LAST_WORDS = new Set(["gone", "full", "elsewhere"]);

export class Link {
  /**
   * @param envelopes reads and writes messages
   * @param on {receive(message), lost(), stopped(), misfit(error), have()}
   */
  constructor(envelopes, on) {
    this.envelopes = envelopes;
    this.on = on;
    this.wait = FIRST_WAIT;
    this.socket = null;
    this.beginning = null;
    addEventListener("online", () => this.reopen());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.reopen());
  }

  get session() {
    return sessionStorage.getItem(KEY);
  }

  /** Begin a session; one that this tab had is given up. */
  begin(order) {
    this.stopped = false;
    this.beginning = { do: "begin", instead: this.session, ...order };
    sessionStorage.removeItem(KEY);
    this.open();
  }

  /** Resume the session that this tab had, if any. */
  resume() {
    if (this.session) this.open();
    return Boolean(this.session);
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(this.envelopes.write(message));
  }

  open() {
    clearTimeout(this.timer);
    this.drop();
    // beside the page, with its secret
    const socket = new WebSocket(new URL("live", location.href).href.replace("http", "ws"));
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      this.send(this.beginning ?? { do: "resume", session: this.session, have: this.on.have() });
    });
    socket.addEventListener("message", (event) => this.read(event.data));
    socket.addEventListener("close", () => socket === this.socket && this.lose());
  }

  drop() {
    const old = this.socket;
    this.socket = null;
    old?.close();
  }

  read(text) {
    let message;
    try {
      message = this.envelopes.read(text);
    } catch (error) {
      this.on.misfit(error);
      return;
    }
    this.receive(message);
  }

  receive(message) {
    if (message.type === "session") {
      sessionStorage.setItem(KEY, message.session);
      this.beginning = null;
    } else if (message.type === "refused" && this.beginning) {
      this.beginning = null;
      this.stop();
    } else if (LAST_WORDS.has(message.type)) {
      if (message.type === "gone") sessionStorage.removeItem(KEY);
      this.stop();
    } else if (message.type === "frame") {
      this.send({ do: "ack", frame: message.frame });
    }
    this.on.receive(message);
  }

  /** Give up trying: the server has said its last word. */
  stop() {
    this.stopped = true;
    this.drop();
    this.on.stopped();
  }

  lose() {
    this.socket = null;
    this.on.lost();
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 1.8);
  }

  reopen() {
    if (this.socket === null && !this.stopped && (this.session || this.beginning)) this.open();
  }
}
