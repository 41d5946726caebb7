// Light or dark: as the system has it, until somebody chooses; a projector may want another than the laptop.

import { t } from "../../screen/words.js";
import { Part } from "./parts.js";

const KEY = "mobsim-theme";

export class Theme extends Part {
  static needs = ["redraw"];
  static gives = ["showDark"];

  constructor(host, tools) {
    super(host, tools);
    this.system = matchMedia("(prefers-color-scheme: dark)");
    this.system.addEventListener("change", () => this.apply());
    host.addEventListener("click", () => this.toggle());
    this.apply();
  }

  get dark() {
    return (localStorage.getItem(KEY) ?? (this.system.matches ? "dark" : "light")) === "dark";
  }

  showDark() {
    return this.dark;
  }

  toggle() {
    localStorage.setItem(KEY, this.dark ? "light" : "dark");
    this.apply();
  }

  apply() {
    document.documentElement.dataset.theme = this.dark ? "dark" : "light";
    this.words();
    this.redraw();
  }

  words() {
    this.host.textContent = t(this.dark ? "page.light" : "page.dark");
  }
}
