// Is the whole runner in the picture? The line says so; its points are drawn over the camera's picture.

import { svg } from "/static/common.js";

const WIDE = 640;
const HIGH = 480;
const EDGE = 10; // px of the drawing

export const TROUBLE = ["nobody", "too_far", "cut_off", "turned"];

/** The key of a sentence. */
export const placed = ({ state }) => (TROUBLE.includes(state) ? state : "in_box");

/** The frame to stand in, and the runner's lines. */
export class Box {
  constructor(host) {
    this.frame = svg("rect", { x: EDGE, y: EDGE, width: WIDE - 2 * EDGE, height: HIGH - 2 * EDGE, rx: 16, class: "frame" });
    this.body = svg("path", { class: "bones" });
    host.replaceChildren(this.frame, this.body);
  }

  /** lines: pairs of places in ``points``. */
  draw(answer, lines, good) {
    this.frame.setAttribute("class", good ? "frame good" : "frame");
    const points = answer.points ?? [];
    const at = ([x, y]) => `${(x * WIDE).toFixed(0)} ${(y * HIGH).toFixed(0)}`;
    const drawn = lines.filter(([a, b]) => points[a] && points[b]).map(([a, b]) => `M${at(points[a])}L${at(points[b])}`);
    this.body.setAttribute("d", drawn.join(""));
  }
}
