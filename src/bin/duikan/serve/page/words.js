// The words of the page: here in English; the table of the program has the Chinese.

import { CHINESE } from "./messages.js";

const WORDS = {
  search: "Search",
  placeholder: "words, a sentence, \"literal\"",
  documents: "Documents",
  overview: "Overview",
  theme: "Light or dark",
  language: "中文",
  found: "{paragraphs} {paragraphs|paragraph|paragraphs} in {documents} {documents|document|documents}, copies counted · {ms} ms",
  loose: "No paragraph holds all of it; these hold most of its words",
  near: "near",
  formula: "formula",
  nothing: "Nothing found.",
  places: "{n} {n|copy|copies}",
  parts: "{n} {n|part|parts}",
  alone: "no other copy",
  via: "via",
  paragraph: "¶{n}",
  compare: "Compare",
  collate: "Collate",
  read: "Read",
  filters: "Filters",
  series: "Series",
  all: "All",
  from: "From",
  to: "To",
  copies: "Copies",
  cover: "At least of the passage",
  any: "any",
  days: "Within days",
  across: "other series only",
  differs: "Differences",
  sort: "Order",
  relevance: "Best first",
  date: "Earliest first",
  document: "By document",
  next: "Next",
  previous: "Previous",
  copiesOf: "Other copies of ¶{n}",
  choose: "Choose the number beside a paragraph to see its other copies.",
  close: "Close",
  shares: "in both",
  swap: "Swap the base",
  against: "Compare with",
  whole: "Whole documents",
  only: "only here",
  moved: "moved",
  repeated: "repeated",
  majority: "Majority reading",
  base: "Make it the base",
  isBase: "base",
  witness: "Copy",
  agreement: "as most have it",
  votes: "{n} of {of}",
  lacks: "lacks",
  export: "Export",
  switches: "Mark",
  heat: "Shared text, document by document",
  heatNote: "How much of the row's text stands in the column's, too. Choose a cell to compare.",
  strips: "What stories each document consists of",
  stripsNote: "The same colour is the same story; grey stands in one place only.",
  longest: "the {n} longest of {of} {of|story|stories}",
  timeline: "Timeline",
  timelineNote: "A row is a story, a dot a copy of it; a hollow one has less than seven tenths of it.",
  story: "Story {n}: {begin}…",
  characters: "{n} {n|character|characters}",
  of: "{from}–{to} of {of}",
  more: "Read on",
  earlier: "Read what comes before",
  wait: "One moment …",
  home: "Search once, see every copy: each hit lists where the same passage stands elsewhere, and how it differs.",
  keys: "/ to type, ↓ ↑ to choose a result, Enter to open it, Esc to go back to typing.",
  skip: "Skip to the text",
  script: "script",
  punctuation: "punctuation",
  character: "character",
  wording: "wording",
  gap: "gap",
};

/** The kinds of difference. */
export const CLASSES = ["script", "punctuation", "character", "wording", "gap"];

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

/** Says something in the language of the page; values stand in the order of their places in English. */
export function say(name, ...values) {
  const english = WORDS[name];
  const names = [...new Set([...english.matchAll(/\{(\w+)/g)].map((place) => place[1]))];
  const sentence = language === "zh" ? CHINESE[english] : english;
  return sentence.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, place, one, many) => {
    const value = values[names.indexOf(place)];
    return one === undefined ? value : Number(value) === 1 ? one : many;
  });
}

/** Which language that is. */
export function currentLanguage() {
  return language;
}

/** Goes over to the other. */
export function changeLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("language", language);
}

/** A share as whole per cents; only what is whole is a hundred. */
export function percent(share) {
  return `${Math.floor(share * 100 + 1e-6)} %`;
}
