// Elements and addresses. Text becomes text nodes and nothing else: no string is ever read as markup.

/** Makes an element: attributes as an object (`on…` are listeners), then children: nodes, strings, lists. */
export function h(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for a drawing. */
export function svg(name, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** Puts other children into an element. */
export function show(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child != null && child !== false));
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== "");
  const text = new URLSearchParams(given).toString();
  return text && `?${text}`;
}

/** What an address says of the copies that are wanted: it stays when one goes on from there. */
export const AMONG = ["cover", "days", "across"];

/** The address of a state of the page. Which kinds of difference are marked stays as it is among texts that are laid
    side by side. */
export function address(parameters) {
  const here = new URLSearchParams(location.search);
  const kept = Object.fromEntries(AMONG.map((name) => [name, here.get(name)]));
  const hide = parameters.a || parameters.table ? here.get("hide") : null;
  return `/${query({ ...kept, ...parameters, hide })}`;
}

/** Which copies are wanted, as the server is asked for them. */
export function among(parameters) {
  const [cover, days, across] = AMONG.map((name) => parameters.get(name));
  return { ...(cover && { minCover: cover }), ...(days && { withinDays: Number(days) }), ...(across && { acrossSeries: true }) };
}

/** A whole number of the address, not below the least. */
export function number(parameters, name, least, otherwise = least) {
  const value = Number.parseInt(parameters.get(name) ?? "", 10);
  return Number.isFinite(value) ? Math.max(value, least) : otherwise;
}

/** What went wrong, where it can be seen and heard. */
export function troubled(trouble) {
  return h("p", { class: "trouble", role: "alert" }, trouble.message);
}

/** The address of something the server gives. */
export function source(path, parameters = {}) {
  return path + query(parameters);
}

/** What the server says went wrong. */
export class Refused extends Error {
  constructor(trouble) {
    super(trouble.message);
    this.code = trouble.code;
  }
}

async function answer(response) {
  if (!response.headers.get("content-type")?.includes("json")) throw new Error(`${response.url}: ${response.status}`);
  const body = await response.json();
  if (!response.ok) throw new Refused(body);
  return body;
}

/** Gets an object. */
export async function get(path, parameters, signal) {
  return answer(await fetch(source(path, parameters), { signal }));
}

/** Sends an object and gets another. */
export async function post(path, body, signal) {
  const headers = { "content-type": "application/json" };
  return answer(await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
}

/** The path of a document. */
export function documentPath(key) {
  return `/documents/${encodeURIComponent(key)}`;
}

/** A value as a filter writes it. */
export function quoted(value) {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}
