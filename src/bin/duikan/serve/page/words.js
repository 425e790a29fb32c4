// The words of the page, in Chinese and English.

const WORDS = {
  search: ["检索", "Search"],
  placeholder: ["词语、句子、“原文”", "words, a sentence, \"literal\""],
  documents: ["文献", "Documents"],
  overview: ["总览", "Overview"],
  theme: ["明暗", "Light or dark"],
  language: ["English", "中文"],
  found: [(n, m, ms) => `${n} 段，在 ${m} 种文献中（传本计入）· ${ms} 毫秒`, (n, m, ms) => `${n} paragraphs in ${m} documents, copies counted · ${ms} ms`],
  loose: ["没有一段全部包含；以下包含其中多数词语", "No paragraph holds all of it; these hold most of its words"],
  near: ["近似", "near"],
  formula: ["套语", "formula"],
  nothing: ["没有找到。", "Nothing found."],
  places: [(n) => `共 ${n} 份`, (n) => `${n} ${n === 1 ? "copy" : "copies"}`],
  parts: [(n) => `片段 ${n} 处`, (n) => `${n} ${n === 1 ? "part" : "parts"}`],
  alone: ["仅此一份", "no other copy"],
  via: ["经由", "via"],
  paragraph: [(n) => `第 ${n} 段`, (n) => `¶${n}`],
  compare: ["对读", "Compare"],
  collate: ["汇校", "Collate"],
  read: ["阅读", "Read"],
  filters: ["筛选", "Filters"],
  series: ["丛刊", "Series"],
  all: ["全部", "All"],
  from: ["从", "From"],
  to: ["到", "To"],
  copies: ["传本", "Copies"],
  cover: ["至少有本段的", "At least of the passage"],
  any: ["不限", "any"],
  days: ["前后日数至多", "Within days"],
  across: ["只看其他丛刊", "other series only"],
  differs: ["异文种类", "Differences"],
  sort: ["次序", "Order"],
  relevance: ["切题", "Best first"],
  date: ["日期", "Earliest first"],
  document: ["文献", "By document"],
  next: ["后面的", "Next"],
  previous: ["前面的", "Previous"],
  copiesOf: [(n) => `第 ${n} 段的其他传本`, (n) => `Other copies of ¶${n}`],
  choose: ["点一段旁边的数字，看它的其他传本。", "Choose the number beside a paragraph to see its other copies."],
  close: ["关闭", "Close"],
  shares: ["两边相同", "in both"],
  swap: ["对调底本", "Swap the base"],
  against: ["换一份对读", "Compare with"],
  whole: ["全文对读", "Whole documents"],
  only: ["只见于此", "only here"],
  moved: ["移位", "moved"],
  repeated: ["重出", "repeated"],
  majority: ["多数读法", "Majority reading"],
  base: ["作底本", "Make it the base"],
  isBase: ["底本", "base"],
  witness: ["传本", "Copy"],
  agreement: ["与多数相同", "as most have it"],
  votes: [(n, of) => `${of} 份中 ${n} 份`, (n, of) => `${n} of ${of}`],
  lacks: ["缺", "lacks"],
  export: ["导出", "Export"],
  switches: ["标出", "Mark"],
  heat: ["两两相同的文字", "Shared text, document by document"],
  heatNote: ["行中文献的文字，有多少也见于列中文献。点一格对读。", "How much of the row's text stands in the column's, too. Choose a cell to compare."],
  strips: ["每种文献由哪些文稿组成", "What stories each document consists of"],
  stripsNote: ["同色是同一篇文稿；灰色只见于一处。", "The same colour is the same story; grey stands in one place only."],
  longest: [(n, of) => `${of} 篇文稿中最长的 ${n} 篇`, (n, of) => `the ${n} longest of ${of} stories`],
  timeline: ["时间", "Timeline"],
  timelineNote: ["每行一篇文稿，每点一份传本；空心的不足全文七成。", "A row is a story, a dot a copy of it; a hollow one has less than seven tenths of it."],
  story: [(n, begin) => `文稿 ${n}：${begin}…`, (n, begin) => `Story ${n}: ${begin}…`],
  characters: [(n) => `${n} 字`, (n) => `${n} characters`],
  of: [(from, to, of) => `${from}–${to}，共 ${of}`, (from, to, of) => `${from}–${to} of ${of}`],
  more: ["继续往下读", "Read on"],
  earlier: ["往上读", "Read what comes before"],
  wait: ["请稍候…", "One moment …"],
  home: ["一处检索，处处对勘：每条结果都列出同一段文字的其他传本，以及它们的异文。", "Search once, see every copy: each hit lists where the same passage stands elsewhere, and how it differs."],
  keys: ["按 / 输入，↓ ↑ 选结果，Enter 打开，Esc 回到输入。", "/ to type, ↓ ↑ to choose a result, Enter to open it, Esc to go back to typing."],
  skip: ["跳到正文", "Skip to the text"],
  script: ["字形", "script"],
  punctuation: ["标点", "punctuation"],
  character: ["误字", "character"],
  wording: ["改字", "wording"],
  gap: ["脱文", "gap"],
};

/** The kinds of difference. */
export const CLASSES = ["script", "punctuation", "character", "wording", "gap"];

let language = localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

/** Says something in the language of the page. */
export function say(name, ...values) {
  const word = WORDS[name][language === "zh" ? 0 : 1];
  return typeof word === "function" ? word(...values) : word;
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
