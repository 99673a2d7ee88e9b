// Quiet shoulders: a ring of shoulders over the pelvis, seen from above.

import { say, svg } from "/static/common.js";

const WIDE = 128;
const MOST = 45; // degrees: not drawn turned further
const EDGE = 30; // degrees at which the border is drawn, whatever it is in its own unit

export class Turn {
  constructor(host) {
    this.ring = svg("g", {},
      svg("ellipse", { rx: WIDE, ry: 34, class: "ring" }),
      svg("circle", { cx: -WIDE, r: 15, class: "joint left" }),
      svg("circle", { cx: WIDE, r: 15, class: "joint right" }),
      svg("path", { d: "M0 -34L-9 -48L9 -48Z", class: "mark" }));
    host.replaceChildren(
      svg("svg", { viewBox: "-200 -150 400 300", class: "cue", "aria-hidden": "true" },
        svg("path", { d: wedges(), class: "zone" }),
        svg("ellipse", { rx: 74, ry: 26, class: "hips" }),
        this.ring,
        svg("text", { y: 6, class: "tick" }, say("pelvis")),
        svg("text", { y: 132, class: "tick" }, say("shoulders"))),
    );
  }

  draw({ value, target }) {
    if (value === null || !target) return;
    const reach = Math.max(Math.abs(target.low), Math.abs(target.high)) || 1;
    const turned = Math.round(Math.max(-MOST, Math.min(MOST, (value / reach) * EDGE)));
    if (turned === this.turned) return;
    this.turned = turned;
    this.ring.setAttribute("transform", `rotate(${turned})`);
  }

  word({ value, target, outside }) {
    if (!outside) return say("turns_well");
    return say(Math.abs(value) < Math.abs(target.low) ? "turns_little" : "turns_much");
  }
}

/** Where the shoulders may be, to both sides. */
function wedges() {
  const at = (deg, r) => [r * Math.cos((deg * Math.PI) / 180), r * Math.sin((deg * Math.PI) / 180)].map((px) => px.toFixed(1)).join(" ");
  const one = (middle) => {
    const [a, b] = [middle - EDGE, middle + EDGE];
    return `M${at(a, 100)}A100 100 0 0 1 ${at(b, 100)}L${at(b, 150)}A150 150 0 0 0 ${at(a, 150)}Z`;
  };
  return one(0) + one(180);
}
