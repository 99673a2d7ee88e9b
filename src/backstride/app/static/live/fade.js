// When there is feedback: stretches of a practice in seconds, [[from, until], ...]; the rest is silent.

import { say, svg } from "/static/common.js";

const WIDE = 300;
const HIGH = 14;

export const told_at = (told, at_s) => told.some(([from, until]) => from <= at_s && at_s < until);

/** The next moment at which feedback begins or ends, the end of the practice where it does not change. */
export function changes_at(told, at_s, end_s) {
  return Math.min(end_s, ...told.flat().filter((edge) => edge > at_s));
}

/** The same stretches on the clock of a line that opens ``gone_s`` into the practice. */
export const shifted = (told, gone_s) =>
  told.map(([from, until]) => [Math.max(0, from - gone_s), until - gone_s]).filter(([, until]) => until > 0);

/** Seconds with feedback before ``at_s``. */
export const told_before = (told, at_s) =>
  told.reduce((sum, [from, until]) => sum + Math.max(0, Math.min(until, at_s) - from), 0);

export const told_share = (told, end_s) => (end_s ? Math.min(1, told_before(told, end_s) / end_s) : 0);

/** All stretches from start to end: [[from, until, told], ...]. */
function stretches(told, end_s) {
  const edges = [...new Set([0, end_s, ...told.flat()])].filter((edge) => edge <= end_s).sort((a, b) => a - b);
  return edges.slice(1).map((until, index) => [edges[index], until, told_at(told, edges[index])]);
}

export const clock = (at_s) => `${Math.floor(at_s / 60)}:${String(Math.floor(at_s % 60)).padStart(2, "0")}`;

/** A strip of the stretches with a mark where the practice stands; its words for those who do not see it. */
export function strip(host, told, end_s) {
  const at = (s) => (end_s ? (s / end_s) * WIDE : 0);
  const rows = stretches(told, end_s);
  const bars = rows.map(([from, until, on]) =>
    svg("rect", { x: at(from) + 0.5, y: on ? 0 : HIGH / 2 - 1.5, width: Math.max(0.5, at(until) - at(from) - 1), height: on ? HIGH : 3, rx: on ? 3 : 1.5, class: on ? "on" : "off" }),
  );
  const mark = svg("path", { d: `M-5 ${HIGH + 8}L0 ${HIGH + 1}L5 ${HIGH + 8}Z`, class: "mark", visibility: "hidden" });
  const words = rows.map(([from, until, on]) => say("strip_row", { from: clock(from), until: clock(until), word: say(on ? "on" : "off") }));
  host.replaceChildren(
    svg("svg", { viewBox: `-6 -1 ${WIDE + 12} ${HIGH + 11}`, role: "img", "aria-label": words.join("; "), preserveAspectRatio: "none" }, ...bars, mark),
  );
  let shown = -1;
  return (at_s) => {
    const x = Math.round(Math.min(at(at_s), WIDE));
    if (x === shown) return;
    shown = x;
    mark.setAttribute("visibility", "visible");
    mark.setAttribute("transform", `translate(${x} 0)`);
  };
}
