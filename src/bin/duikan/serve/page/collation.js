// All copies of a passage: what most of them say, and where each reads otherwise.

import { address, among, get, h, show, source } from "./dom.js";
import { about, readingLink, running, switches } from "./text.js";
import { currentLanguage, percent, say } from "./words.js";

const FORMATS = [["tei", "TEI", "xml"], ["collatex", "CollateX", "json"], ["excel", "CSV", "csv"], ["html", "HTML", "html"], ["json", "JSON", "json"]];

/** Shows the copies of a passage in a table. */
export async function open({ parameters, main, signal, tell }) {
  const place = parameters.get("table");
  const base = parameters.get("base");
  const asked = { place, base, ...among(parameters) };
  const collation = await get("/collate", asked, signal);
  const root = h("div", { class: "collation" }, majority(collation), table(collation, place));
  const title = `${say("collate")} ${place}`;
  show(
    main,
    h("h1", {}, title),
    h("p", { class: "actions" }, `${say("export")}: `, FORMATS.map(([format, name, ending]) => h("a", { href: source("/collate", { ...asked, format, lang: currentLanguage() }), download: `duikan.${ending}` }, name))),
    switches(root),
    root,
  );
  tell(title);
  return title;
}

function differs(unit) {
  return unit.readings.some((reading) => reading.class);
}

/** The most serious kind of difference of a unit. */
function kind(unit) {
  const order = ["gap", "wording", "character", "script", "punctuation"];
  return order.find((name) => unit.readings.some((reading) => reading.class === name));
}

function majority(collation) {
  const piece = (unit, nth) => {
    const text = running(unit.text);
    if (!differs(unit)) return text;
    return h("a", { class: `kind ${kind(unit)}`, href: `#u${nth}`, title: `${say("votes", unit.votes, unit.voters)} · ${percent(unit.confidence)}` }, text || "‸");
  };
  return h(
    "section",
    {},
    h("h2", {}, say("majority")),
    h("p", { class: "source" }, `${say("places", collation.witnesses.length)} · ${percent(collation.majority.confidence)}`),
    h("p", { class: "text majority", lang: "zh" }, collation.units.map(piece)),
  );
}

function table({ units, witnesses }, place) {
  const told = units.map((unit, nth) => [unit, nth]).filter(([unit]) => differs(unit));
  const heading = ([unit, nth]) => h("th", { scope: "col", id: `u${nth}`, lang: "zh" }, running(unit.text) || "‸", h("br"), h("small", {}, `${unit.votes}/${unit.voters}`));
  const readings = new Map(told.map(([unit]) => [unit, new Map(unit.readings.flatMap((reading) => reading.witnesses.map((one) => [one.sigil, reading])))]));
  const cell = (witness) => ([unit]) => {
    const reading = readings.get(unit).get(witness.sigil);
    if (!reading) return h("td", {});
    if (!reading.class) return h("td", { class: "same" }, "·");
    const text = running(reading.text);
    return h("td", { class: `kind ${reading.class}`, title: say(reading.class), lang: "zh" }, text || `（${say("lacks")}）`);
  };
  const row = (witness, nth) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        `${witness.sigil} `,
        readingLink(witness, about(witness)),
        h("br"),
        h("small", {}, `${percent(witness.quality)} ${say("agreement")} · `, nth === 0 ? say("isBase") : h("a", { href: address({ table: place, base: witness.document }) }, say("base"))),
      ),
      told.map(cell(witness)),
    );
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": say("collate") },
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("witness")), told.map(heading))), h("tbody", {}, witnesses.map(row))),
  );
}
