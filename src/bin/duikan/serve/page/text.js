// Text of documents: sliced by Unicode scalar values, shown with its marks.

import { address, h } from "./dom.js";
import { CLASSES, say } from "./words.js";

/** A text whose first character stands at `begin` of its source. */
export class Source {
  constructor(text, begin) {
    this.characters = Array.from(text);
    this.read = unwrapped(this.characters);
    this.begin = begin;
  }

  get end() {
    return this.begin + this.characters.length;
  }

  /** The text from one place of the source to another, as it is read: a wrapped line runs on. */
  slice(from, to) {
    const at = (place) => Math.min(Math.max(place - this.begin, 0), this.read.length);
    return this.read.slice(at(from), at(to)).join("");
  }

  /** The same, cut at empty lines. */
  parts(from, to) {
    const text = this.characters.slice(from - this.begin, to - this.begin).join("");
    return text.split(/\n\s*\n/).map(running);
  }
}

/** What is read of each character: white space around a line end is nothing, or a space between Latin letters. */
function unwrapped(characters) {
  const read = [...characters];
  const latin = (character) => /[!-~]/.test(character ?? "");
  for (let i = 0; i < read.length; i += 1) {
    if (!/\s/.test(read[i])) continue;
    let end = i;
    while (end < read.length && /\s/.test(characters[end])) end += 1;
    if (characters.slice(i, end).includes("\n")) {
      read.fill("", i, end);
      if (latin(characters[i - 1]) && latin(characters[end])) read[i] = " ";
    }
    i = end;
  }
  return read;
}

/** A text as it is read. */
export function running(text) {
  return unwrapped(Array.from(text)).join("");
}

/** Pieces of a text: those in `spans`, ascending, are made by `mark`. */
export function marked(source, from, to, spans, mark) {
  const pieces = [];
  let at = from;
  for (const { begin, end } of spans) {
    const [b, e] = [Math.max(begin, at), Math.min(end, to)];
    if (b >= e) continue;
    pieces.push(source.slice(at, b), mark(source.slice(b, e)));
    at = e;
  }
  pieces.push(source.slice(at, to));
  return pieces;
}

/** What is known of a document, in a line. */
export function about(value) {
  return [value.series, value.date, value.title].filter(Boolean).join(" · ") || value.document;
}

/** A place by name. */
export function place(value) {
  return `${value.document}@${value.begin}-${value.end}`;
}

/** Leads to a paragraph in the reading view. */
export function readingLink(value, ...children) {
  return h("a", { href: address({ doc: value.document, p: value.paragraph }) }, ...children);
}

/** How many differences of one kind are spelt out in a line. */
const SPELT = 6;

/** The differences of a copy in one line: those of script and punctuation counted, the others spelt out. */
export function variantsLine(variants) {
  const counted = ["script", "punctuation"].flatMap((name) => {
    const count = variants.filter((variant) => variant.class === name).length;
    return count ? [h("span", { class: `kind ${name}` }, `${say(name)} ${count}`), " "] : [];
  });
  const told = variants.filter((variant) => !["script", "punctuation"].includes(variant.class));
  const spelt = told.slice(0, SPELT).flatMap((variant) => [difference(variant), " "]);
  return [counted, spelt, told.length > SPELT && `… +${told.length - SPELT}`];
}

/** The longest reading that is shown in full, in characters. */
const LONGEST = 16;

function short(text) {
  const characters = Array.from(running(text));
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : characters.join("");
}

function difference({ class: name, a_text: a, b_text: b }) {
  return h("span", { class: `kind ${name}`, title: say(name) }, a && h("del", {}, short(a)), a && b && "→", b && h("ins", {}, short(b)));
}

/** Two columns of which a selection stays in the one where it began. */
export function selectsOneSide(element) {
  element.addEventListener("pointerdown", (event) => {
    const side = event.target.closest?.("[data-side]")?.dataset.side;
    if (side) element.dataset.selects = side;
  });
  return element;
}

/** Switches for the kinds of difference; `element` shows only those that are on. */
export function switches(element, counts = {}) {
  return h(
    "fieldset",
    { class: "switches" },
    h("legend", {}, say("switches")),
    CLASSES.map((name) => {
      const toggle = (event) => element.classList.toggle(`no-${name}`, !event.target.checked);
      const box = h("input", { type: "checkbox", id: `switch-${name}`, checked: !hidden().includes(name), onchange: toggle });
      box.addEventListener("change", () => remember(name, !box.checked));
      element.classList.toggle(`no-${name}`, hidden().includes(name));
      return h("label", { class: `kind ${name}` }, box, ` ${say(name)}`, counts[name] != null && ` ${counts[name]}`);
    }),
  );
}

/** The kinds that the address says are not marked. */
function hidden() {
  return (new URLSearchParams(location.search).get("hide") ?? "").split(",").filter(Boolean);
}

function remember(name, hides) {
  const address = new URL(location);
  const names = hidden().filter((known) => known !== name).concat(hides ? [name] : []);
  if (names.length) address.searchParams.set("hide", names.join(","));
  else address.searchParams.delete("hide");
  history.replaceState(null, "", address);
}
