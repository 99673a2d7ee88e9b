// The choice: one cue, one view, and when the next practice gives feedback.

import { el, say, svg } from "/static/common.js";
import { PICTURES, border_of, percent, target_of } from "./cues.js";
import { strip, told_share } from "./fade.js";

const VIEWS = ["side", "rear", "front"];
const SHOWS_MOST = { bowl: "rear" }; // from behind the pelvis itself is seen
/** How each picture looks at rest on its card; no measure of anybody. */
const SHOWN = {
  bowl: { value: 0, tip: 0.45, target: { low: -1, high: 1 } },
  cadence: { value: 168, target: { low: 165, high: 173 } },
  landing: { value: 1.1, target: { low: 0, high: 2 } },
  trunk_turn: { value: 0.5, target: { low: -1, high: 1 } },
};

export class Choice {
  /** live: what the API told. of: practices with feedback in all. */
  constructor(live, of) {
    Object.assign(this, { live, of });
    this.first = live.targets[0]?.cue ?? "bowl";
    const rank = (id) => (id === this.first ? 0 : this.views(id).length ? 1 : 2);
    const ids = Object.keys(PICTURES).sort((a, b) => rank(a) - rank(b));
    document.getElementById("cues").replaceChildren(...ids.map((id) => this.card(id)));
    document.getElementById("views").replaceChildren(...VIEWS.map((view) => this.view_pick(view)));
    this.form = document.getElementById("choice");
    this.form.addEventListener("change", () => this.changed());
    this.form.elements.cue.value = this.first;
    this.changed();
    this.next();
  }

  /** Why a cue cannot be watched in a view, "" where it can. */
  why(cue, view) {
    return this.live.refused.find((one) => one.cue === cue && one.view === view)?.why ?? "";
  }

  views(cue) {
    return VIEWS.filter((view) => !this.why(cue, view));
  }

  card(id) {
    const picture = el("div", { class: "pick-picture" });
    const views = this.views(id);
    const card = el("label", { class: "pick" },
      el("input", { type: "radio", name: "cue", value: id, disabled: !views.length }),
      picture,
      el("span", { class: "pick-title" }, say(`cue_${id}`)),
      id === this.first && this.live.targets.length ? el("span", { class: "badge" }, say("recommended")) : null,
      el("span", { class: "small" }, views.length ? say(`says_${id}`) : this.why(id, VIEWS[0])));
    const drawn = new PICTURES[id](picture, { view: id === "bowl" ? "rear" : "side", calm: false });
    drawn.draw({ ...SHOWN[id], outside: false, step: null, now_ms: 0 });
    return card;
  }

  view_pick(view) {
    return el("label", { class: "pick row" }, el("input", { type: "radio", name: "view", value: view }), el("span", {}, say(`pick_${view}`)));
  }

  get picked() {
    const { cue, view } = this.form.elements;
    return { cue: cue.value, view: view.value, target: target_of(this.live, cue.value, view.value) };
  }

  changed() {
    const { cue, view } = this.form.elements;
    const views = this.views(cue.value);
    if (this.cue !== cue.value) view.value = this.best_view((this.cue = cue.value));
    for (const one of view) one.disabled = !views.includes(one.value);
    document.getElementById("view-note").textContent = this.note().join(" ");
    for (const figure of document.querySelectorAll(".film-cards figure")) figure.hidden = figure.dataset.view !== view.value;
    document.getElementById("to-camera").disabled = !view.value;
  }

  /** The view that shows most, of those that the report has a border for where there are any. */
  best_view(cue) {
    const views = this.views(cue);
    const known = views.filter((view) => target_of(this.live, cue, view));
    const among = known.length ? known : views;
    return among.includes(SHOWS_MOST[cue]) ? SHOWS_MOST[cue] : among[0];
  }

  note() {
    const { cue, view, target } = this.picked;
    const why = VIEWS.map((one) => this.why(cue, one)).find(Boolean);
    const side_note = cue === "bowl" ? document.getElementById("live").dataset.sideNote : "";
    const border = target ? say("from_report", { ...border_of(target), source: target.source }) : say("from_here");
    return [why, view === "side" ? side_note : "", border].filter(Boolean);
  }

  next() {
    const { number, minutes, told, check } = this.live.next;
    const share = told_share(told, minutes * 60);
    const feedback = share >= 0.999 ? say("all_through") : share <= 0.001 ? say("none") : say("most", { share: percent(share) });
    const words = [told.length ? say("session", { number, of: this.of, minutes, feedback }) : say("check_session", { minutes })];
    if (told.length && check) words.push(say("session_check"));
    document.getElementById("next-says").textContent = words.join(" ");
    strip(document.getElementById("next-strip"), told, minutes * 60);
  }
}

/** Practices that were kept, the newest first. */
export function history(sessions) {
  const rows = [...sessions].reverse().map((one) =>
    el("tr", {},
      el("td", {}, new Date(`${one.day}T12:00`).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" })),
      el("td", {}, say(`cue_${one.cue}`)),
      el("td", {}, `${one.number}${one.check ? " ✓" : ""}`),
      el("td", {}, bar(one.inside_share), one.inside_share === null ? say("too_few") : percent(one.inside_share))));
  document.getElementById("kept").replaceChildren(...rows);
  document.getElementById("history").hidden = rows.length === 0;
}

function bar(share) {
  if (share === null) return null;
  return svg("svg", { viewBox: "0 0 80 8", class: "bar-share", "aria-hidden": "true" },
    svg("rect", { width: 80, height: 8, rx: 4, class: "rest" }),
    svg("rect", { width: Math.max(4, share * 80), height: 8, rx: 4, class: "share" }));
}
