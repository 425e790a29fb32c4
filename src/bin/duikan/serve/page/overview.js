// The whole collection: its documents, what they share, what stories they consist of, and when.

import { address, get, h, number, quoted, show, svg, troubled } from "./dom.js";
import { about } from "./text.js";
import { percent, say } from "./words.js";

/** Documents in one overview. */
const DOCUMENTS = 40;
/** Documents in one list. */
const LISTED = 100;
/** Stories in the timeline. */
const STORIES = 24;

/** The list of documents. */
export const documents = {
  async open({ parameters, main, signal, tell }) {
    const start = number(parameters, "start", 0);
    const series = parameters.get("series");
    const list = await get("/documents", { filter: only(series), offset: start, limit: LISTED }, signal);
    const choice = await chosen(series, "documents", signal);
    const row = (one) => h("tr", {}, h("td", {}, h("a", { href: address({ doc: one.document }) }, one.title || one.document)), h("td", {}, one.series), h("td", {}, one.date), h("td", {}, one.document), h("td", { class: "number" }, `${one.paragraphs}`));
    show(main, h("h1", {}, say("documents")), choice, pages(list, { view: "documents", series }), h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("documents") }, h("table", { class: "list" }, h("tbody", {}, list.results.map(row)))));
    tell(say("documents"));
    return say("documents");
  },
};

/** Shows the overview. */
export async function open({ parameters, main, signal, tell }) {
  const start = number(parameters, "start", 0);
  const series = parameters.get("series");
  const filter = only(series);
  const overlap = await get("/overlap", { filter, offset: start, limit: DOCUMENTS }, signal);
  const choice = await chosen(series, "overview", signal);
  const strips = h("div", {}, h("p", { class: "note" }, say("wait")));
  const time = h("div", {});
  show(
    main,
    h("h1", {}, say("overview")),
    choice,
    pages(overlap, { view: "overview", series }),
    h("section", {}, h("h2", {}, say("heat")), h("p", { class: "note" }, say("heatNote")), heat(overlap)),
    h("section", {}, h("h2", {}, say("strips")), h("p", { class: "note" }, say("stripsNote")), strips),
    time,
  );
  tell(say("overview"));
  try {
    const stories = await get("/stories", { filter, limit: 1000 }, signal);
    const cut = stories.total > stories.results.length && h("p", { class: "note" }, say("longest", stories.results.length, stories.total));
    show(strips, cut, overlap.results.map((one) => strip(one, stories.results)));
    show(time, timeline(overlap.results, stories.results));
  } catch (trouble) {
    if (!signal.aborted) show(strips, troubled(trouble));
  }
  return say("overview");
}

/** The filter of a series. */
function only(series) {
  return series && `series = ${quoted(series)}`;
}

/** A choice among the series. */
async function chosen(series, view, signal) {
  const { results } = await get("/series", { limit: 1000 }, signal);
  const change = (event) => {
    history.pushState(null, "", address({ view, series: event.target.value }));
    dispatchEvent(new PopStateEvent("popstate"));
  };
  const option = (one) => h("option", { value: one.series, selected: one.series === series }, `${one.series} (${one.documents})`);
  return h("p", { class: "filters" }, h("label", {}, say("series"), h("select", { onchange: change }, h("option", { value: "" }, say("all")), results.map(option))));
}

function pages({ offset, results, total, limit }, state) {
  const link = (text, at) => h("a", { href: address({ ...state, start: at || null }) }, text);
  return h("p", { class: "pages" }, offset > 0 && link("←", Math.max(offset - limit, 0)), " ", say("of", total && offset + 1, offset + results.length, total), " ", offset + limit < total && link("→", offset + limit));
}

function heat({ results, overlaps }) {
  const share = new Map(overlaps.map(([a, b, count]) => [`${a} ${b}`, count / Math.max(results[a].folded, 1)]));
  const cell = (a, b) => {
    const part = Math.min(share.get(`${a} ${b}`) ?? 0, 1);
    if (a === b || !part) return h("td", { class: a === b ? "self" : "" });
    const [one, other] = [results[a], results[b]];
    const label = `${about(one)} | ${about(other)}: ${percent(part)}`;
    return h("td", {}, h("a", { class: `level-${Math.max(1, Math.ceil(part * 5))}`, href: address({ a: one.document, b: other.document }), title: label, "aria-label": label }));
  };
  const row = (one, a) => h("tr", {}, h("th", { scope: "row" }, `${a + 1} `, h("a", { href: address({ doc: one.document }) }, about(one))), results.map((_, b) => cell(a, b)));
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": say("heat") },
    h("table", { class: "heat" }, h("thead", {}, h("tr", {}, h("td", {}), results.map((one, b) => h("th", { scope: "col", title: about(one) }, `${b + 1}`)))), h("tbody", {}, results.map(row))),
  );
}

/** The colour of a story. */
function hue(number) {
  return `hsl(${(number * 137) % 360} 55% 50%)`;
}

const WIDTH = 1000;

function strip(one, stories) {
  const scale = WIDTH / Math.max(one.characters, 1);
  const parts = stories.flatMap((story) => {
    const own = story.copies.find((copy) => copy.document === one.document);
    return (own?.parts ?? []).map(({ begin, end }) =>
      svg("rect", { x: begin * scale, y: 0, width: Math.max((end - begin) * scale, 1), height: 14, fill: hue(story.story) }, svg("title", {}, say("story", story.story, story.incipit))),
    );
  });
  return h(
    "div",
    { class: "story-strip" },
    h("a", { href: address({ doc: one.document }) }, about(one)),
    svg("svg", { viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: "none", role: "img", "aria-label": `${about(one)}: ${parts.length}` }, svg("rect", { width: WIDTH, height: 14, class: "rest" }), parts),
  );
}

/** A copy that has less of a story than this share of its most complete copy is a part of it. */
const PRINTED = 0.7;

/** A day as a number of days; a month or a year as its first. */
function days(day) {
  const [year, month = 1, date = 1] = day.split("-").map(Number);
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

function timeline(results, stories) {
  const listed = new Set(results.map((one) => one.document));
  const rows = stories.map((story) => [story, story.copies.filter((copy) => copy.day && listed.has(copy.document))]).filter(([, copies]) => copies.length > 1).slice(0, STORIES);
  if (!rows.length) return [];
  const known = rows.flatMap(([, copies]) => copies.map((copy) => copy.day)).sort();
  const [first, last] = [days(known[0]), days(known.at(-1))];
  const x = (day) => 320 + ((days(day) - first) / Math.max(last - first, 1)) * 650;
  const row = ([story, copies], nth) => {
    const y = 20 + nth * 20;
    const at = copies.map((copy) => x(copy.day));
    const least = PRINTED * story.copies[0].characters;
    const shown = (copy) => (copy.characters < least ? { fill: "none", stroke: hue(story.story) } : { fill: hue(story.story) });
    const name = (copy) => `${about(copy)} · ${percent(copy.characters / story.copies[0].characters)}`;
    return [
      svg("text", { x: 0, y: y + 4 }, say("story", story.story, Array.from(story.incipit).slice(0, 14).join(""))),
      svg("line", { x1: Math.min(...at), x2: Math.max(...at), y1: y, y2: y, stroke: hue(story.story) }),
      copies.map((copy, i) => svg("a", { href: address({ doc: copy.document }), "aria-label": name(copy) }, svg("circle", { cx: at[i], cy: y, r: 6, ...shown(copy) }, svg("title", {}, name(copy))))),
    ];
  };
  const height = rows.length * 20 + 40;
  const drawing = svg("svg", { class: "timeline", viewBox: `0 0 1000 ${height}` }, rows.map(row), svg("text", { x: 320, y: height - 5 }, known[0]), svg("text", { x: 970, y: height - 5, "text-anchor": "end" }, known.at(-1)));
  return h("section", {}, h("h2", {}, say("timeline")), h("p", { class: "note" }, say("timelineNote")), h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("timeline") }, drawing));
}
