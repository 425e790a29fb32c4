// Which view the address asks for.

import { address, h, show, troubled } from "./dom.js";
import { changeLanguage, currentLanguage, say } from "./words.js";
import * as collation from "./collation.js";
import * as comparison from "./comparison.js";
import * as overview from "./overview.js";
import * as reading from "./reading.js";
import * as search from "./search.js";

const main = document.getElementById("main");
const form = document.getElementById("search");
const input = document.getElementById("q");
let leaving = new AbortController();
let shown = null;

/** What decides which view is shown, and how. */
function state() {
  const parameters = new URLSearchParams(location.search);
  parameters.delete("hide"); // which marks are seen changes nothing else
  return parameters.toString();
}

/** The view of an address, by what its parameters name. */
function view(parameters) {
  if (parameters.has("doc")) return reading;
  if (parameters.has("a") && parameters.has("b")) return comparison;
  if (parameters.has("table")) return collation;
  if (parameters.get("view") === "overview") return overview;
  if (parameters.get("view") === "documents") return overview.documents;
  return search;
}

/** Says something to those who hear the page. */
function tell(sentence) {
  document.getElementById("status").textContent = sentence;
}

/** Shows what the address asks for; whether it is still what is wanted when that is done. */
async function open({ typing = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  shown = state();
  const parameters = new URLSearchParams(location.search);
  const current = view(parameters);
  if (!typing) input.value = parameters.get("q") ?? "";
  const waiting = setTimeout(() => {
    main.setAttribute("aria-busy", "true");
    tell(say("wait"));
  }, 300);
  try {
    const title = await current.open({ parameters, main, signal, tell, input });
    document.title = title ? `${title} · 对勘 duikan` : "对勘 duikan";
    findTarget();
  } catch (trouble) {
    if (!signal.aborted) show(main, troubled(trouble));
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) main.removeAttribute("aria-busy");
  }
  return !signal.aborted;
}

/** Goes to the part of the view that the address names. */
function findTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  document.querySelector(".pointed")?.classList.remove("pointed");
  if (!target) return;
  target.classList.add("pointed");
  target.scrollIntoView({ block: "center", inline: "center" });
}

/** Goes to a state of the page without loading it anew. */
async function go(url) {
  const target = new URL(url, location);
  if (target.href !== location.href) history.pushState(null, "", target);
  scrollTo(0, 0);
  if (await open()) main.focus({ preventScroll: true });
}

function frame() {
  const theme = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  };
  const language = () => {
    changeLanguage();
    frame();
    open();
  };
  document.documentElement.lang = currentLanguage();
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("q-label").textContent = say("search");
  document.getElementById("go").textContent = say("search");
  input.placeholder = say("placeholder");
  show(
    document.getElementById("nav"),
    h("a", { href: address({ view: "documents" }) }, say("documents")),
    h("a", { href: address({ view: "overview" }) }, say("overview")),
    h("button", { type: "button", onclick: theme }, say("theme")),
    h("button", { type: "button", onclick: language, lang: currentLanguage() === "zh" ? "en" : "zh" }, say("language")),
  );
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname !== "/" || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    input.select();
  }
});

function typed() {
  search.typed(input.value, () => open({ typing: true }));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(search.addressOf(input.value));
});
// Pinyin on its way to be characters is not looked up.
input.addEventListener("input", (event) => event.isComposing || typed());
input.addEventListener("compositionend", typed);
// A jump to another part of what is shown shows nothing new.
addEventListener("popstate", () => (state() === shown ? findTarget() : open()));

document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
frame();
open();
