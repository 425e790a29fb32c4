// A document as it was read; beside each paragraph, in how many other places it stands.

import { address, among, documentPath, get, h, number, show, source, troubled } from "./dom.js";
import { about, marked, place, readingLink, running, Source, variantsLine } from "./text.js";
import { percent, say } from "./words.js";

/** Paragraphs loaded at a time. */
const PAGE = 200;

/** Shows a document at a paragraph, with the copies of one when the address names one. */
export async function open({ parameters, main, signal, tell }) {
  const key = parameters.get("doc");
  const wanted = number(parameters, "p", 1);
  const chosen = number(parameters, "copies", 0);
  const offset = Math.floor((wanted - 1) / PAGE) * PAGE;
  const document = await get(documentPath(key), { offset, limit: PAGE, ...among(parameters) }, signal);
  if (offset >= document.total && offset > 0) throw new Error(say("of", wanted, wanted, document.total));
  const most = Math.max(1, ...document.results.map((paragraph) => paragraph.copies_total));
  const panel = h("aside", { class: "panel", "aria-label": say("copiesOf", chosen || ""), id: "panel" });
  const text = h("div", { class: "document", lang: "zh" }, document.results.map((paragraph) => row(document, paragraph, most, chosen)));
  const shown = `${offset + document.results.length}`;
  const near = (start, name) => h("p", { class: "pages" }, h("a", { href: address({ doc: key, p: start }) }, say(name)));
  show(
    main,
    h("h1", {}, document.title || document.document),
    h("p", { class: "source" }, [document.series, document.date, document.document].filter(Boolean).join(" · "), ` · ${say("characters", document.characters)} · `, say("of", offset + 1, shown, document.total)),
    strip(document, most),
    offset > 0 && near(offset - PAGE + 1, "earlier"),
    h("div", { class: "reading" }, text, panel),
    offset + PAGE < document.total && near(offset + PAGE + 1, "more"),
  );
  tell(document.title || document.document);
  if (parameters.has("p")) {
    const target = main.querySelector(`#p${wanted}`);
    target?.classList.add("target");
    target?.scrollIntoView({ block: "center" });
  }
  show(panel, h("p", { class: "note" }, say(chosen ? "wait" : "choose")));
  if (chosen) await copies(panel, { document, nth: chosen, wanted: among(parameters) }, signal).catch((trouble) => signal.aborted || show(panel, troubled(trouble)));
  return document.title || document.document;
}

function row(document, paragraph, most, chosen) {
  const nth = paragraph.paragraph;
  const source = new Source(paragraph.text, paragraph.begin);
  const pieces = marked(source, source.begin, source.end, paragraph.linked, (text) => h("span", { class: "shared" }, text));
  const count = paragraph.copies_total;
  const opened = nth === chosen;
  const href = address({ doc: document.document, p: nth, copies: opened ? null : nth });
  const margin = count
    ? h("a", { class: `margin level-${level(count, most)}`, href, "aria-label": `${say("copiesOf", nth)}: ${count}`, "aria-current": opened && "true" }, `${count}`)
    : h("span", { class: "margin" });
  return h("div", { class: opened ? "row chosen" : "row", id: `p${nth}` }, margin, h("p", {}, pieces));
}

/** How full a colour is, 1 to 5, for so many of at most so many. */
function level(count, most) {
  return Math.max(1, Math.ceil((Math.log(count + 1) / Math.log(most + 1)) * 5));
}

/** The whole page of the document as a strip: where copies exist, and how many. */
function strip(document, most) {
  const piece = (paragraph) => {
    const part = h("a", {
      class: paragraph.copies_total ? `level-${level(paragraph.copies_total, most)}` : "",
      href: address({ doc: document.document, p: paragraph.paragraph }),
      title: `${say("paragraph", paragraph.paragraph)}: ${paragraph.copies_total}`,
      tabindex: -1,
    });
    part.style.flexGrow = paragraph.end - paragraph.begin;
    return part;
  };
  return h("div", { class: "strip", "aria-hidden": "true" }, document.results.map(piece));
}

async function copies(panel, { document, nth, wanted }, signal) {
  const name = `${document.document}:${nth}`;
  const passage = await get("/copies", { place: name, ...wanted }, signal);
  const entry = (copy) =>
    h(
      "li",
      {},
      h("h3", {}, readingLink(copy, about(copy))),
      h("p", { class: "source" }, `${copy.document} ${say("paragraph", copy.paragraph)} · ${percent(Math.min(copy.coverage, copy.similarity))}`),
      h("p", { class: "text", lang: "zh" }, running(copy.text)),
      h("p", {}, variantsLine(copy.variants)),
      h("p", {}, h("a", { href: address({ a: place(passage), b: place(copy) }) }, say("compare"))),
    );
  const rest = passage.copies_total + passage.parts_total - passage.copies.length;
  show(
    panel,
    h("h2", {}, say("copiesOf", nth)),
    h("p", {}, `${say("places", passage.copies_total + 1)} · `, h("a", { href: address({ table: name }) }, say("collate")), " · ", h("a", { href: address({ doc: document.document, p: nth }) }, say("close"))),
    h("ol", { class: "list" }, passage.copies.filter((copy) => copy.kind === "copy").map(entry)),
    passage.parts_total > 0 && h("details", {}, h("summary", {}, say("parts", passage.parts_total)), h("ol", { class: "list" }, passage.copies.filter((copy) => copy.kind !== "copy").map(entry))),
    rest > 0 && h("p", {}, h("a", { href: source("/copies", { place: name, limit: 1000, ...wanted }) }, `+${rest} (JSON)`)),
  );
}
