// Two texts side by side, row by row.

import { address, get, h, show, source } from "./dom.js";
import { about, selectsOneSide, Source, switches } from "./text.js";
import { currentLanguage, percent, say } from "./words.js";

/** Shows two documents, or parts of them. */
export async function open({ parameters, main, signal, tell }) {
  const [a, b] = [parameters.get("a"), parameters.get("b")];
  const comparison = await get("/compare", { a, b }, signal);
  const [left, right] = [comparison.a, comparison.b];
  const sources = { a: new Source(left.text, left.begin), b: new Source(right.text, right.begin), paragraphs: new Set(left.paragraphs) };
  const table = selectsOneSide(h("div", { class: "sides", id: "sides" }));
  show(
    table,
    side("a", comparison.a),
    side("b", comparison.b),
    comparison.rows.map((row) => cells(row, comparison, sources)),
  );
  const title = `${about(comparison.a)} | ${about(comparison.b)}`;
  show(
    main,
    h("h1", {}, say("compare")),
    h(
      "p",
      { class: "actions" },
      h("a", { href: address({ a: b, b: a }), id: "swap" }, say("swap")),
      isPart(a) && h("a", { href: address({ a: comparison.a.document, b: comparison.b.document }) }, say("whole")),
      h("a", { href: source("/compare", { a, b, format: "html", lang: currentLanguage() }), download: "duikan.html" }, `${say("export")} HTML`),
      h("a", { href: source("/compare", { a, b }), download: "duikan.json" }, "JSON"),
    ),
    isPart(a) && h("p", { class: "actions", id: "others" }),
    switches(table, comparison.counts),
    table,
  );
  tell(title);
  if (isPart(a)) others(document.getElementById("others"), a, b, signal).catch(() => {});
  return title;
}

function isPart(name) {
  return /[@:]\d+(-\d+)?$/.test(name);
}

/** The other copies of the first passage, to choose one of instead of the second. */
async function others(line, a, b, signal) {
  const { copies } = await get("/copies", { place: a, limit: 12 }, signal);
  const links = copies.map((copy) => {
    const name = `${copy.document}@${copy.begin}-${copy.end}`;
    return h("a", { href: address({ a, b: name }), "aria-current": name === b && "true" }, about(copy));
  });
  if (links.length > 1) show(line, `${say("against")}: `, links);
}

function side(name, value) {
  return h(
    "div",
    { class: "head", "data-side": name },
    h("h2", {}, h("a", { href: address({ doc: value.document }) }, about(value))),
    h("p", { class: "source" }, `${value.document} · ${say("characters", value.characters)} · ${percent(value.characters ? value.agreeing / value.characters : 1)} ${say("shares")}`),
  );
}

function cells(row, comparison, sources) {
  const cell = (name, ...children) => h("div", { "data-side": name, class: "cell", lang: "zh" }, ...children);
  const only = (name) => sources[name].parts(row.span.begin, row.span.end).map((text) => h("p", { class: "only", title: say("only") }, text));
  switch (row.row) {
    case "only-a":
      return [cell("a", only("a")), cell("b")];
    case "only-b":
      return [cell("a"), cell("b", only("b"))];
    case "moved-away": {
      const shared = comparison.shared[row.index];
      const begin = Array.from(sources.b.slice(shared.b.begin, shared.b.end)).slice(0, 20).join("");
      return [cell("a"), cell("b", h("p", { class: "only" }, h("a", { href: `#s${row.index}` }, `⇅ ${say("moved")} `), `${begin}…`))];
    }
    default:
      return both(row.index, comparison.shared[row.index], sources, cell);
  }
}

/** A stretch that both have, a row for each paragraph of the first. */
function both(nth, shared, { a, b, paragraphs }, cell) {
  const rows = [[[], []]];
  const add = (left, right) => {
    const row = rows.at(-1);
    row[0].push(left);
    row[1].push(right);
  };
  const same = (upToA, upToB) => {
    for (const [left, right] of split(a, b, [at[0], upToA], [at[1], upToB], paragraphs)) {
      if (paragraphs.has(left[0]) && rows.at(-1)[0].length) rows.push([[], []]);
      add(a.slice(...left), b.slice(...right));
    }
  };
  const mark = (tag, name, text) => text && h(tag, { class: `kind ${name}`, title: say(name) }, text);
  let at = [shared.a.begin, shared.b.begin];
  for (const variant of shared.variants) {
    same(variant.a.begin, variant.b.begin);
    add(mark("del", variant.class, a.slice(variant.a.begin, variant.a.end)), mark("ins", variant.class, b.slice(variant.b.begin, variant.b.end)));
    at = [variant.a.end, variant.b.end];
  }
  same(shared.a.end, shared.b.end);
  const label = { moved: say("moved"), "repeated-in-a": say("repeated"), "repeated-in-b": say("repeated") }[shared.order];
  const sign = () => label && h("span", { class: "badge" }, label);
  return rows.map(([left, right], part) => {
    const first = part === 0;
    const cells = [cell("a", h("p", {}, first && sign(), left)), cell("b", h("p", {}, first && sign(), right))];
    if (first) cells[0].id = `s${nth}`;
    return cells;
  });
}

/** Two spans that agree but for white space, cut where paragraphs of the first begin. */
function split(a, b, [fromA, toA], [fromB, toB], paragraphs) {
  const blank = (source, at) => /\s/.test(source.characters[at - source.begin] ?? "");
  const parts = [];
  let [beginA, beginB, j] = [fromA, fromB, fromB];
  for (let i = fromA; i < toA; i += 1) {
    if (blank(a, i)) continue;
    while (j < toB && blank(b, j)) j += 1;
    if (paragraphs.has(i) && i > beginA) {
      parts.push([[beginA, i], [beginB, j]]);
      [beginA, beginB] = [i, j];
    }
    j += 1;
  }
  parts.push([[beginA, toA], [beginB, toB]]);
  return parts;
}
