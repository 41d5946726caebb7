// The line to the server: one socket, taken up again after sleep, with everything that was missed.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;
const KEY = "mobsim-session";

export class Link {
  /**
   * @param on {message(message), state(state), have()}
   */
  constructor(on) {
    this.on = on;
    this.wait = FIRST_WAIT;
    this.socket = null;
    this.beginning = null;
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.again());
  }

  get session() {
    return sessionStorage.getItem(KEY);
  }

  /** Begin a session; one that this tab had is given up. */
  begin(order) {
    this.beginning = { do: "begin", instead: this.session, ...order };
    sessionStorage.removeItem(KEY);
    this.open();
  }

  /** Take up the session that this tab had, if any. */
  resume() {
    if (this.session) this.open();
    return Boolean(this.session);
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  open() {
    clearTimeout(this.timer);
    this.drop();
    const socket = new WebSocket(new URL("live", location.href).href.replace("http", "ws")); // beside the page, with its secret
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      const resume = { do: "resume", session: this.session, have: this.on.have() };
      socket.send(JSON.stringify(this.beginning ?? resume));
    });
    socket.addEventListener("message", (event) => this.receive(JSON.parse(event.data)));
    socket.addEventListener("close", () => socket === this.socket && this.lost());
  }

  drop() {
    const old = this.socket;
    this.socket = null;
    old?.close();
  }

  receive(message) {
    if (message.type === "session") {
      sessionStorage.setItem(KEY, message.session);
      this.beginning = null;
    } else if (message.type === "refused" && this.beginning) {
      this.beginning = null;
      this.stop();
    } else if (message.type === "gone") {
      sessionStorage.removeItem(KEY);
      this.stop();
    } else if (message.type === "full" || message.type === "elsewhere") {
      this.stop();
    } else if (message.type === "frame") {
      this.send({ do: "ack", frame: message.frame });
    }
    this.on.message(message);
  }

  /** Give up trying: the server has said its last word. */
  stop() {
    this.stopped = true;
    this.drop();
  }

  lost() {
    this.socket = null;
    this.on.state("lost");
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 1.8);
  }

  again() {
    if (this.socket === null && !this.stopped && (this.session || this.beginning)) this.open();
  }
}
