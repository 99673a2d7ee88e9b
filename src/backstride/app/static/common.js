// What every page's script needs: its words, the API, elements, and one voice for screen readers.

const body = document.body;
const words = JSON.parse(body.dataset.words || "{}");

export const person = body.dataset.person;

/** The page's words by key ([script] of its file, then those that all pages share); {name} is filled in. */
export function say(key, filled = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in filled ? String(filled[name]) : whole));
}

/** The address of one of this person's pages. */
export const here = (path = "") => `/p/${encodeURIComponent(person)}/${path}`;

/** The address of this person's JSON; a path that begins with / is left as it is. */
export const apiPath = (path) => (path.startsWith("/") ? path : `/api/p/${encodeURIComponent(person)}/${path}`);

/** An error whose message is a sentence for the person. status: 0 where the server was not reached. */
export class Refused extends Error {
  constructor(message, status = 0) {
    super(message);
    this.name = "Refused";
    this.status = status;
  }
}

/** The sentence in an answer that refuses. */
export function sentence(text, status) {
  try {
    const said = JSON.parse(text);
    if (typeof said.error === "string") return said.error;
  } catch {
    // no JSON: not one of our sentences
  }
  return say(status ? "fault" : "cut");
}

/** Ask the API. options: method, json (sent as the body), and what fetch takes. Gives the answer's JSON, null
 * where it has none; throws Refused with the server's sentence. */
export async function api(path, { json, ...options } = {}) {
  const sent = json === undefined ? {} : { method: "POST", body: JSON.stringify(json) };
  const kind = json === undefined ? {} : { "Content-Type": "application/json" };
  let answer;
  try {
    answer = await fetch(apiPath(path), {
      credentials: "same-origin",
      ...sent,
      ...options,
      headers: { Accept: "application/json", ...kind },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(say("cut"));
  }
  const text = await answer.text();
  if (!answer.ok) throw new Refused(sentence(text, answer.status), answer.status);
  return text ? JSON.parse(text) : null;
}

/** A new element: el("button", { class: "first", type: "button", click: act }, "Go"). A function listens to the
 * event of that name; false, null and undefined leave an attribute out; true sets it empty. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for pictures. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Say something to those who listen to the page; the same sentence is not said twice. */
export function tell(text) {
  const line = document.getElementById("told");
  if (line && line.textContent !== text) line.textContent = text;
}

/** Show a sentence in a note (an element with role=alert or status), or hide the note where there is none. */
export function note(element, text) {
  element.textContent = text || "";
  element.hidden = !text;
}

/** Wait; ends early, without an error, when the signal is given up. */
export const pause = (ms, signal) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });

/** Bytes as people read them: 1.4 MB. */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const shown = bytes / 1000 ** step;
  return `${step && shown < 10 ? shown.toFixed(1) : Math.round(shown)} ${units[step]}`;
}
