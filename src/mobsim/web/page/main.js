// Where the page begins. PARTS is its whole inventory: a new part is a line here, a new tab a line in tabs/index.js.

import { byId } from "../../screen/dom.js";
import { loadWords } from "../../screen/words.js";
import { Begin } from "./begin.js";
import { Cards } from "./cards.js";
import { Charts } from "./charts.js";
import { Closeup } from "./closeup.js";
import { Dialogs } from "./dialogs.js";
import { Difference } from "./difference.js";
import { Forecast } from "./forecast.js";
import { Help } from "./help.js";
import { Keeping } from "./keeping.js";
import { Legend } from "./legend.js";
import { Measure } from "./measure.js";
import { Notices } from "./notices.js";
import { Page } from "./page.js";
import { Period } from "./period.js";
import { Projector } from "./projector.js";
import { Readouts } from "./readouts.js";
import { Saving } from "./saving.js";
import { Sheet } from "./sheet.js";
import { Tables } from "./tables.js";
import { TABS } from "./tabs/index.js";
import { Tabs } from "./tabs.js";
import { Theme } from "./theme.js";
import { Tips } from "./tips.js";
import { Towns } from "./towns.js";
import { Transport } from "./transport.js";
import { WhatIf } from "./what_if.js";
import { Wheels } from "./wheels.js";

/** Parts in the order in which they are drawn, with the element in which each lives. */
const PARTS = [
  [Notices, "notice"],
  [Forecast, "stage"],
  [Keeping, "stage"],
  [Cards, "dialog"],
  [Dialogs, "dialog"],
  [Begin, "open-begin"],
  [Saving, "open-save"],
  [Help, "open-help"],
  [Theme, "theme"],
  [Measure, "measure"],
  [Period, "period"],
  [Towns, "stage"],
  [Difference, "stage"],
  [Closeup, "stage"],
  [Tips, "stage"],
  [Tables, "stage"],
  [Wheels, "stage"],
  [Readouts, "stage"],
  [Legend, "legend"],
  [Charts, "curves"],
  [Transport, "transport"],
  [WhatIf, "transport"],
  [Tabs, "tabs"],
  [Projector, "projector"],
  [Sheet, "sheet"],
];

async function open() {
  const wanted = localStorage.getItem("mobsim-language") ?? (navigator.language.startsWith("fr") ? "fr" : "en");
  const [answer] = await Promise.all([fetch("offer"), loadWords(wanted)]);
  const hosts = new Map(PARTS.map(([kind, id]) => [kind, byId(id)]));
  const kinds = [...hosts.keys(), ...TABS];
  const page = new Page(await answer.json(), kinds, (kind) => hosts.get(kind) ?? byId(`panel-${kind.tab}`));
  page.words();
  page.parts.Keeping.recall();
  if (!page.link.resume() && !page.parts.Keeping.takeUp()) page.start({});
  globalThis.mobsim = page; // for the browser's console, and for measuring
}

open();
