// Search as one types: hits folded by family, each with its copies in a line or two.

import { address, AMONG, among, get, h, post, quoted, Refused, show, troubled } from "./dom.js";
import { about, marked, place, readingLink, Source, variantsLine } from "./text.js";
import { CLASSES, percent, say } from "./words.js";

/** Hits on a page. */
const HITS = 10;
/** Copies listed under a hit. */
const COPIES = 5;
/** Shares of a passage that a copy can be asked to have. */
const COVERS = ["50%", "80%", "95%"];
/** The server gives no hits beyond. */
const DEEPEST = 1000;
/** Characters shown before the first match and in all. */
const BEFORE = 40;
const SHOWN = 220;

/** The parts of the view that stay while the results change. */
let shell = null;

/** What an address asks for; only what is said. */
function asked(parameters) {
  const names = ["q", "series", "from", "to", "kind", "sort", "start", ...AMONG];
  return Object.fromEntries(names.map((name) => [name, parameters.get(name)]).filter(([, value]) => value));
}

/** The address of a search for other words with the filters that are set. */
export function addressOf(q) {
  const { start: _, ...rest } = asked(new URLSearchParams(location.search));
  return address({ ...rest, q });
}

let next = null;
let turn = 0;
let began = 0;

/** How long newer words wait for the answer to older ones, in milliseconds. */
const LONGEST_WAIT = 200;

/** Somebody types: the newest words are looked up as soon as the answer to the last ones is there, or takes long. */
export async function typed(q, open) {
  const busy = next !== null || began > 0;
  next = q;
  const left = LONGEST_WAIT - (performance.now() - began);
  if (busy && left > 0) {
    setTimeout(() => next !== null && typed(next, open), left);
    return;
  }
  turn += 1;
  const mine = turn;
  try {
    while (next !== null && mine === turn) {
      const url = addressOf(next);
      next = null;
      began = performance.now();
      if (shell?.root.isConnected) history.replaceState(null, "", url);
      else history.pushState(null, "", url);
      await open();
    }
  } finally {
    if (mine === turn) began = 0;
  }
}

/** Shows a search. */
export async function open({ parameters, main, signal, tell, input }) {
  const state = asked(parameters);
  if (!shell?.root.isConnected || shell.language !== document.documentElement.lang) {
    shell = build(await get("/series", { limit: 1000 }, signal), input);
    show(main, shell.root);
  }
  shell.set(state);
  if (!state.q && !state.series && !state.from && !state.to) {
    show(shell.results, h("p", { class: "note" }, say("home")), h("p", { class: "note" }, say("keys")));
    if (document.activeElement === document.body) input.focus();
    return "";
  }
  let answer;
  try {
    answer = await post("/search", { ...request(state), ...among(parameters) }, signal);
  } catch (trouble) {
    if (!(trouble instanceof Refused)) throw trouble;
    show(shell.results, troubled(trouble));
    return state.q ?? "";
  }
  const summary = sentence(answer);
  show(shell.results, h("p", { class: "note" }, summary), h("ol", { class: "hits" }, answer.hits.map((hit) => entry(hit))), pages(answer, state));
  tell(summary);
  return state.q ?? "";
}

function request(state) {
  const filter = [];
  if (state.series) filter.push(`series = ${quoted(state.series)}`);
  if (state.from) filter.push(`date >= ${quoted(state.from)}`);
  if (state.to) filter.push(`date <= ${quoted(state.to)}`);
  const body = { q: state.q ?? "", offset: start(state), limit: HITS, copies: COPIES, filter };
  if (state.kind) body.variants = state.kind.split(",");
  if (state.sort) body.sort = state.sort;
  return body;
}

/** How many hits come before the page; no further than the server goes. */
function start(state) {
  return Math.min(Math.max(Number.parseInt(state.start ?? "0", 10) || 0, 0), DEEPEST - HITS);
}

function sentence({ hits, estimatedTotalHits, documents, processingTimeMs }) {
  if (!hits.length) return say("nothing");
  return estimatedTotalHits ? say("found", estimatedTotalHits, documents, processingTimeMs) : say("loose");
}

function build({ results: series }, input) {
  const results = h("section", { class: "results", "aria-label": say("search") });
  const change = () => {
    const values = new FormData(filters);
    const state = asked(new URLSearchParams(location.search));
    const url = address({
      q: state.q,
      series: values.get("series"),
      from: values.get("from"),
      to: values.get("to"),
      kind: values.getAll("kind").join(","),
      sort: values.get("sort"),
      ...Object.fromEntries(AMONG.map((name) => [name, values.get(name) ?? ""])),
    });
    history.pushState(null, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  const option = (value, text) => h("option", { value }, text);
  const date = (name) => h("label", {}, say(name), h("input", { name, placeholder: "2031-03", size: 10, pattern: "[0-9]{4}(-[0-9]{1,2}){0,2}" }));
  const filters = h(
    "form",
    { class: "filters", "aria-label": say("filters"), onchange: change, onsubmit: (event) => event.preventDefault() },
    h("label", {}, say("series"), h("select", { name: "series" }, option("", say("all")), series.map((one) => option(one.series, `${one.series} (${one.documents})`)))),
    date("from"),
    date("to"),
    h("label", {}, say("sort"), h("select", { name: "sort" }, option("", say("relevance")), option("date", say("date")), option("document", say("document")))),
    h("fieldset", { class: "switches" }, h("legend", {}, say("differs")), CLASSES.map((name) => h("label", { class: `kind ${name}` }, h("input", { type: "checkbox", name: "kind", value: name }), ` ${say(name)}`))),
    h(
      "fieldset",
      { class: "switches" },
      h("legend", {}, say("copies")),
      h("label", {}, say("cover"), h("select", { name: "cover" }, option("", say("any")), COVERS.map((share) => option(share, share)))),
      h("label", {}, say("days"), h("input", { name: "days", type: "number", min: 0, class: "days" })),
      h("label", {}, h("input", { type: "checkbox", name: "across", value: "1" }), ` ${say("across")}`),
    ),
  );
  const root = h("div", { class: "search", onkeydown: (event) => walk(event, input) }, filters, results);
  input.onkeydown = (event) => walk(event, input);
  const set = (state) => {
    for (const name of ["series", "from", "to", "sort", "cover", "days"]) filters.elements[name].value = state[name] ?? "";
    filters.elements.across.checked = Boolean(state.across);
    const kinds = (state.kind ?? "").split(",");
    for (const box of filters.querySelectorAll("[name=kind]")) box.checked = kinds.includes(box.value);
  };
  return { root, results, set, language: document.documentElement.lang };
}

/** Up and down from hit to hit, back to the words with Escape. */
function walk(event, input) {
  const links = [...document.querySelectorAll(".hits > li > h2 > a")];
  const at = links.indexOf(document.activeElement);
  const inWay = event.target.matches("select, .filters input");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && !inWay && event.target !== input) input.select();
  if (!step || inWay || event.isComposing || !links.length) return;
  event.preventDefault();
  (links[at + step] ?? (at + step < 0 ? input : links.at(-1))).focus();
}

function entry(hit) {
  const source = new Source(hit.text, hit.begin);
  const first = hit.matches[0]?.begin ?? hit.begin;
  const from = first - BEFORE > hit.begin ? first - BEFORE : hit.begin;
  const to = Math.min(from + SHOWN, source.end);
  const pieces = marked(source, from, to, hit.matches, (text) => h("mark", {}, text));
  return h(
    "li",
    {},
    h("h2", {}, readingLink(hit, hit.title || hit.document)),
    h("p", { class: "source" }, [hit.series, hit.date, hit.document].filter(Boolean).join(" · "), ` ${say("paragraph", hit.paragraph)}`, hit.loose && badge("near"), hit.formula && badge("formula")),
    h("p", { class: "text", lang: "zh" }, from > hit.begin && "…", pieces, to < source.end && "…"),
    hit.copies_total + hit.parts_total > 0 ? copies(hit) : h("p", { class: "source" }, say("alone")),
  );
}

function badge(name) {
  return h("span", { class: "badge" }, say(name));
}

function copies(hit) {
  const places = hit.copies_total + 1;
  const line = (copy) =>
    h(
      "li",
      {},
      h("a", { href: address({ a: place(hit), b: place(copy) }), title: say("compare") }, about(copy)),
      " ",
      h("span", { class: "source" }, `${percent(Math.min(copy.coverage, copy.similarity))} ${copy.via ? say("via") : ""}`),
      " ",
      variantsLine(copy.variants),
    );
  const full = hit.copies.filter((copy) => copy.kind === "copy");
  const rest = hit.copies_total - full.length;
  const panel = address({ doc: hit.document, p: hit.paragraph, copies: hit.paragraph });
  return h(
    "details",
    { class: "copies", open: true },
    h("summary", {}, say("places", places)),
    h("ul", {}, full.map(line)),
    h("p", {}, h("a", { href: address({ table: `${hit.document}:${hit.paragraph}` }) }, say("collate")), rest > 0 && [" · ", h("a", { href: panel }, `+${rest}`)], hit.parts_total > 0 && [" · ", h("a", { href: panel }, say("parts", hit.parts_total))]),
  );
}

function pages({ hits }, state) {
  const at = start(state);
  const link = (name, at) => h("a", { href: address({ ...state, start: at || null }) }, say(name));
  return h("p", { class: "pages" }, at > 0 && link("previous", Math.max(at - HITS, 0)), " ", hits.length === HITS && at + HITS < DEEPEST && link("next", at + HITS));
}
