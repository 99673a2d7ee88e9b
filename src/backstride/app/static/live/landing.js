// Land under the hip: the last step's foot against the line that falls from the hip.

import { say, svg } from "/static/common.js";

const HIP = -78; // y of the hip
const FLOOR = 128;
const FAR = 105; // px from the line to the far end of the border, whatever that is in its own unit
const MOST = 165; // px: the foot is not drawn farther away
const KEPT = 5; // steps that stay to be seen

export class Landing {
  constructor(host) {
    this.leg = svg("line", { x1: 0, y1: HIP, x2: 0, y2: FLOOR - 6, class: "leg" });
    this.foot = svg("path", { d: "M-16 -6C-16 -14 2 -14 10 -9C22 -4 26 0 26 2L-16 2Z", class: "sole" });
    this.past = Array.from({ length: KEPT }, () => svg("circle", { r: 4, cy: FLOOR + 16, class: "past", visibility: "hidden" }));
    this.zone = svg("rect", { y: FLOOR - 3, height: 10, rx: 4, class: "zone" });
    host.replaceChildren(
      svg("svg", { viewBox: "-200 -112 400 300", class: "cue", "aria-hidden": "true" },
        svg("path", { d: "M3 -84L0 -70", class: "body", "stroke-width": 54 }),
        svg("line", { x1: 0, x2: 0, y1: HIP, y2: FLOOR, class: "plumb" }),
        svg("line", { x1: -180, x2: 180, y1: FLOOR + 3, y2: FLOOR + 3, class: "ground" }),
        this.zone, this.leg, this.foot,
        svg("circle", { cx: 0, cy: HIP, r: 13, class: "joint" }),
        svg("text", { x: 22, y: HIP - 8, class: "label start" }, say("hip")),
        ...this.past),
    );
    this.steps = [];
    this.place(0);
  }

  draw({ value, target, step }) {
    if (!target) return;
    // the hip stands where the unit is nought: the border may lie to one side of it
    const scale = FAR / (Math.max(Math.abs(target.low), Math.abs(target.high)) || 1);
    const x = (at) => Math.max(-MOST, Math.min(MOST, at * scale));
    if (this.border !== target) {
      this.border = target;
      this.zone.setAttribute("x", x(target.low));
      this.zone.setAttribute("width", x(target.high) - x(target.low));
    }
    if (value !== null) this.place(x(value));
    if (step && step.value !== null) this.remember(x(step.value), step.outside);
  }

  place(x) {
    const at = Math.round(x);
    if (at === this.at) return;
    this.at = at;
    this.leg.setAttribute("x2", at);
    this.foot.setAttribute("transform", `translate(${at} ${FLOOR})`);
  }

  remember(x, outside) {
    this.steps = [...this.steps, [x, outside]].slice(-KEPT);
    this.steps.forEach(([cx, out], k) => {
      this.past[k].setAttribute("cx", Math.round(cx));
      this.past[k].setAttribute("class", out ? "past out" : "past");
      this.past[k].setAttribute("visibility", "visible");
    });
  }

  word({ value, target, outside }) {
    if (!outside) return say("under_hip");
    return say(value > (target.low + target.high) / 2 ? "lands_far" : "lands_short");
  }
}
