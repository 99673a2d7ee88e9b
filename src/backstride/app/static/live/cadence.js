// Quick steps: a beat to follow, the own steps beside it, and where the own rate lies against the border.

import { say, svg } from "/static/common.js";

const HALF = 150; // px from the middle of the scale to its end
const AROUND = 2.5; // half widths of the border that the scale shows to each side

export class Cadence {
  constructor(host, { calm }) {
    this.calm = calm;
    this.beats = feet(-52);
    this.own = feet(28);
    this.zone = svg("rect", { y: 96, height: 22, rx: 6, class: "zone" });
    this.mark = svg("path", { d: "M0 94L9 78L-9 78Z", class: "mark", visibility: "hidden" });
    host.replaceChildren(
      svg("svg", { viewBox: "-200 -112 400 300", class: "cue", "aria-hidden": "true" },
        ...(calm ? [] : [label(say("beat"), -78), ...this.beats, label(say("own"), 2), ...this.own]),
        svg("line", { x1: -HALF, x2: HALF, y1: 107, y2: 107, class: "ground" }),
        this.zone, this.mark,
        (this.low = svg("text", { y: 142, class: "tick" })),
        (this.high = svg("text", { y: 142, class: "tick" }))),
    );
    this.side = 0;
  }

  draw({ value, target, step, now_ms }) {
    if (target) this.scale(value, target);
    if (this.calm) return;
    if (target) light(this.beats, Math.floor((now_ms / 60000) * middle(target)) % 2);
    if (step) light(this.own, (this.side = step.side ? Number(step.side === "right") : 1 - this.side));
  }

  scale(value, { low, high }) {
    const wide = ((high - low) / 2) * AROUND;
    const x = (rate) => Math.max(-HALF, Math.min(HALF, ((rate - (low + high) / 2) / wide) * HALF));
    if (this.border !== `${low} ${high}`) {
      this.border = `${low} ${high}`;
      this.zone.setAttribute("x", x(low));
      this.zone.setAttribute("width", x(high) - x(low));
      for (const [text, rate] of [[this.low, low], [this.high, high]]) {
        text.setAttribute("x", x(rate));
        text.textContent = Math.round(rate);
      }
    }
    this.mark.setAttribute("visibility", value === null ? "hidden" : "visible");
    if (value !== null) this.mark.setAttribute("transform", `translate(${x(value).toFixed(0)} 0)`);
  }

  word({ value, target, outside }) {
    if (!outside) return say("on_beat");
    return say(value < (target.low + target.high) / 2 ? "quicker" : "slower");
  }
}

/** The rate of the beat. */
export const middle = ({ low, high }) => (low + high) / 2;

// two feet lit in turn: each goes on and off at half the rate, which stays below three times a second
const feet = (y) =>
  [-34, 34].map((x, k) =>
    svg("g", { transform: `translate(${x} ${y})`, class: "foot" },
      svg("ellipse", { rx: 22, ry: 16 }),
      svg("text", { y: 6, class: "tick" }, say(k ? "right" : "left"))),
  );

const label = (text, y) => svg("text", { x: -150, y: y + 32, class: "label" }, text);

function light(pair, which) {
  if (pair.lit === which) return;
  pair.lit = which;
  pair.forEach((foot, k) => foot.classList.toggle("lit", k === which));
}
