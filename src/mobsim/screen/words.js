// Write things in the language of the room. Every sentence of the page stands in words/en.json and words/fr.json.

let table = {};
let code = "en";

export async function loadWords(language) {
  const answer = await fetch(new URL(`words/${language}.json`, import.meta.url));
  useWords(language, await answer.json());
}

export function useWords(language, words) {
  code = language;
  table = words;
}

export const language = () => code;

function find(key) {
  return key.split(".").reduce((node, part) => (node === undefined ? undefined : node[part]), table);
}

/** Write a sentence by its key, with {places} filled; a missing key stands for itself, so that it is noticed. */
export function t(key, values = {}) {
  const found = find(key);
  const text = typeof found === "string" ? found : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Write the name of something that a scenario may have added: its own name where the page has no word for it. */
export function named(kind, name) {
  const found = find(`${kind}.${name}`);
  if (typeof found === "string") return found;
  const words = String(name).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Write the name of something that the page may have a word for, else its own. */
export function namedOr(kind, name, own) {
  const found = find(`${kind}.${name}`);
  return typeof found === "string" ? found : own;
}

/** Choose between one and many. */
export function many(key, count, values = {}) {
  return t(`${key}.${Math.abs(count) === 1 ? "one" : "many"}`, { count: number(count), ...values });
}

const formats = new Map();

function format(options) {
  const key = `${code}${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(code === "fr" ? "fr-CA" : "en-CA", options));
  return formats.get(key);
}

export function number(value, decimals = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  // "negative": what rounds to nothing is written without a minus sign.
  return format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: "negative" }).format(
    value,
  );
}

export function percent(share, { sign = false, decimals } = {}) {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  const size = Math.abs(share);
  const places = decimals ?? (size >= 0.0995 ? 0 : 1);
  return format({
    style: "percent",
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    signDisplay: sign ? "exceptZero" : "negative",
  }).format(share);
}

/** Write a value of an outcome as its unit wants it. */
export function textOf(outcome, value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const unit = outcome?.unit ?? "";
  if (unit.startsWith("share")) return percent(value);
  if (unit.startsWith("0-1")) return number(value, 2);
  const size = Math.abs(value);
  return number(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** Put the words of a page that are written in its markup: data-text and data-label name the key. */
export function fillWords(root = document) {
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of root.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", t(element.dataset.label));
  document.documentElement.lang = code;
}
