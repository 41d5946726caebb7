// The stage in a window of its own: it shows what the page tells it to, and hands keys and strokes of the pen back.

import { byId, h, setText, show } from "../../screen/dom.js";
import { language, loadWords, t } from "../../screen/words.js";
import { StageLine } from "./stage_line.js";
import { fillScreen, StageView } from "./stage_view.js";

/** Keys that the page knows. */
const KEYS = new Set([
  "PageDown",
  "PageUp",
  "ArrowRight",
  "ArrowLeft",
  " ",
  "b",
  "B",
  ".", // what some clickers send for black
  "m",
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
]);
/** F5 is what a clicker sends to begin. */
const FULL = new Set(["f", "F", "F5", "Enter"]);
const line = new StageLine(location.hash.slice(1), {
  who: () => line.say("hello"),
  town: ({ map }) => view.town(map),
  scene: (message) => receive(message),
});
const view = new StageView(byId("projector"), {
  stroke: (from, to) => line.say("stroke", { from, to }),
  size: () => last && view.draw(last.scene),
});
const full = h("button", { type: "button", id: "full", onclick: fillScreen });
view.foot.append(full);
let last = null;

async function receive(message) {
  last = message;
  document.documentElement.dataset.theme = message.dark ? "dark" : "light";
  if (message.language !== language() || !full.textContent) await speak(message.language);
  if (last === message) view.draw(message.scene);
}

async function speak(code) {
  await loadWords(code);
  document.documentElement.lang = code;
  document.title = t("room.stage_title");
  setText(full, t("room.full"));
  view.words();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.closest("button")) return;
  if (event.key === " " && event.target.closest("button")) return;
  if (FULL.has(event.key)) {
    event.preventDefault();
    fillScreen();
  } else if (KEYS.has(event.key)) {
    event.preventDefault();
    line.say("key", { key: event.key });
  }
});
document.addEventListener("fullscreenchange", () => show(full, document.fullscreenElement === null));
addEventListener("pagehide", () => line.say("bye"));
line.say("hello");
