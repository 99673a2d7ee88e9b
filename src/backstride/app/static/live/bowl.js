// The bowl of water: a bowl carried on the pelvis. Its water stays level while the bowl tips; at the trust border the
// water reaches the lip, beyond it spills over the lower side.

import { say, svg } from "/static/common.js";

const WIDE = 118; // half the width of the mouth, in the picture's own px
const DEEP = 92;
const REST = 34; // how far the still water lies below the mouth
const LIP = Math.asin(REST / WIDE); // rad, tip at which the water reaches the lip
const MOST = 2.4; // lips: the bowl is not drawn tipped further than this
const FALL = 74; // px that a drop falls
const FALL_MS = 620;
const FORGET = 0.99; // a frame: at 30 frames/s half is forgotten after 2 s
const CLEARLY = 1.25; // one side tips by so much more than the other (judged)
const PROFILE = Array.from({ length: 33 }, (_, k) => {
  const turn = (Math.PI * k) / 32;
  return [-WIDE * Math.cos(turn), DEEP * Math.sin(turn) ** 0.8];
});

/** How far the bowl is tipped, in lips: 1 and -1 where it spills. tip: degrees away from the usual. */
function lips(tip, { low, high }) {
  const half = (high - low) / 2;
  return half > 0 ? Math.max(-MOST, Math.min(MOST, tip / half)) : 0;
}

/** Corners of the water in a bowl tipped by ``tip`` rad, clockwise to the right. */
export function water(tip) {
  const [cos, sin] = [Math.cos(tip), Math.sin(tip)];
  const turned = PROFILE.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
  const level = Math.max(REST, WIDE * Math.abs(sin));
  const wet = [];
  for (let k = 0; k < turned.length; k += 1) {
    const [[x, y], [next_x, next_y]] = [turned[k], turned[(k + 1) % turned.length]];
    if (y >= level) wet.push([x, y]);
    if (y >= level !== next_y >= level) wet.push([x + ((next_x - x) * (level - y)) / (next_y - y), level]);
  }
  return wet;
}

export class Bowl {
  /** view: the side view has front and back, the others left and right. calm: nothing moves. */
  constructor(host, { view, calm }) {
    this.calm = calm;
    this.view = view;
    this.most = [0, 0]; // how far it tipped of late, to the left and to the right
    this.wet = svg("polygon", { class: "water" });
    this.rim = svg("g", {}, svg("line", { x1: -WIDE - 9, x2: WIDE + 9, y1: 0, y2: 0, class: "lip" }), svg("path", { d: outline(), class: "bowl" }));
    this.glass = svg("path", { d: outline(), class: "glass" });
    this.drops = [0, 1, 2].map(() => svg("path", { d: "M0 -9C5 -2 6 1 6 4A6 6 0 0 1 -6 4C-6 1 -5 -2 0 -9Z", class: "drop", visibility: "hidden" }));
    host.replaceChildren(
      svg("svg", { viewBox: "-200 -112 400 300", class: "cue", "aria-hidden": "true" },
        ...(view === "side" ? from_side() : from_behind()),
        svg("line", { x1: -178, x2: 178, y1: 0, y2: 0, class: "plumb" }),
        this.glass, this.wet, this.rim, ...this.drops,
        ...["left", "right"].map((end, k) => svg("text", { x: k ? 172 : -172, y: -10, class: "label", "text-anchor": "middle" }, say(view === "side" ? ["back_end", "front_end"][k] : end)))),
    );
    this.draw({ value: null, target: null });
  }

  /** tip: degrees clockwise in the camera's picture, frame by frame. facing: 1 where the runner looks to the
   * right of it. The drawing's right is the runner's right, and the front of one who is seen from the side. */
  draw({ value, tip: seen, target, outside, facing = 1, now_ms = 0 }) {
    const way = this.view === "front" ? -1 : this.view === "side" ? facing : 1;
    const at = value === null || (seen ?? null) === null || !target ? 0 : way * lips(seen, target);
    this.most = this.most.map((most, k) => Math.max(most * FORGET, k ? at : -at));
    const tip = Math.round(at * LIP * 100) / 100;
    if (tip !== this.tip) {
      this.tip = tip;
      this.wet.setAttribute("points", water(tip).map((spot) => spot.map((px) => px.toFixed(1)).join()).join(" "));
      for (const part of [this.glass, this.rim]) part.setAttribute("transform", `rotate(${((tip * 180) / Math.PI).toFixed(1)})`);
    }
    this.spill(outside && at !== 0, tip, now_ms);
  }

  spill(spills, tip, now_ms) {
    if (!spills && !this.spills) return;
    this.spills = spills;
    const way = Math.sign(tip);
    this.drops.forEach((drop, k) => {
      drop.setAttribute("visibility", spills ? "visible" : "hidden");
      if (!spills) return;
      const fallen = this.calm ? (k + 0.5) / 3 : (now_ms / FALL_MS + k / 3) % 1;
      const x = way * (WIDE * Math.cos(tip) + 14 + 9 * fallen);
      drop.setAttribute("transform", `translate(${x.toFixed(1)} ${(WIDE * Math.abs(Math.sin(tip)) + 6 + FALL * fallen ** 2).toFixed(1)})`);
    });
  }

  word({ value, target, outside }) {
    if (!outside) return say("bowl_level");
    if (this.view === "side") return say(value > (target.low + target.high) / 2 ? "spills_forward" : "spills_back");
    if (value < target.low) return say("too_stiff");
    const [left, right] = this.most;
    if (Math.max(left, right) < CLEARLY * Math.min(left, right)) return say("spills");
    return say(left > right ? "spills_left" : "spills_right");
  }
}

const outline = () => `M${PROFILE.map((spot) => spot.map((px) => px.toFixed(1)).join(" ")).join("L")}`;

// a figure in broad strokes behind the bowl: trunk and legs, no more
const stroke = (d, wide) => svg("path", { d, class: "body", "stroke-width": wide });

const from_behind = () => [stroke("M-32 -86L-26 -22M32 -86L26 -22M0 -86V-22", 46), stroke("M-44 60L-38 180", 40), stroke("M44 60L38 180", 40)];

const from_side = () => [stroke("M8 -74L0 -18", 74), stroke("M-4 56L-40 122L-104 150", 38), stroke("M6 56L58 108L44 182", 38)];
