// A disc over the runner's head, from the points that were found; the whole picture where no head was.
import { svg as element } from "./common.js";

// The ears lie about as far above the shoulders as the crown and the chin lie from the ears or farther: a disc of
// that radius about them hides a face from any side. Judged; a little more where the place is a guess.
const RADIUS = 1.0;
const GUESSED = 1.6;
const NEAR_S = 0.25; // of the run: in less time than a step a head does not leave a disc of that size

export class HeadCover {
  constructor(overlay, data) {
    this.data = data;
    this.on = false;
    const [x, y, width, height] = overlay.getAttribute("viewBox").split(" ");
    this.disc = element("circle", { class: "head-cover" });
    this.all = element("rect", { class: "head-cover", x, y, width, height });
    overlay.append(element("g", { "aria-hidden": "true" }, this.disc, this.all));
    this.show(false);
  }

  show(on) {
    this.on = on;
    this.draw(this.frame ?? 0);
  }

  draw(frame) {
    this.frame = frame;
    const head = this.on ? this.head(frame) : null;
    this.disc.setAttribute("display", head ? "inline" : "none");
    this.all.setAttribute("display", this.on && !head ? "inline" : "none");
    if (!head) return;
    this.disc.setAttribute("cx", head.x);
    this.disc.setAttribute("cy", head.y);
    this.disc.setAttribute("r", head.r);
  }

  // Where the head is in a frame, or was in one near by; null where nobody knows.
  head(frame) {
    const seen = this.seen(frame);
    if (seen) return seen;
    const times = this.data.time_s;
    const near = NEAR_S * this.data.slow_motion;
    for (let away = 1; away < times.length; away += 1) {
      const sides = [frame - away, frame + away].filter((at) => at in times && Math.abs(times[at] - times[frame]) <= near);
      if (!sides.length) return null;
      const found = sides.map((at) => this.seen(at)).find(Boolean);
      if (found) return { ...found, r: found.r * GUESSED };
    }
    return null;
  }

  seen(frame) {
    const head = this.data.points.head?.[frame];
    const neck = this.data.points.shoulder_middle?.[frame];
    if (!head || !neck) return null;
    const [x, y] = head;
    return { x, y, r: RADIUS * Math.max(Math.hypot(x - neck[0], y - neck[1]), this.usual()) };
  }

  // The middle of all distances from ears to shoulders: a bent neck must not make the disc small.
  usual() {
    if (this.middle === undefined) {
      const { head = [], shoulder_middle: neck = [] } = this.data.points;
      const all = head.map((at, frame) => at && neck[frame] && Math.hypot(at[0] - neck[frame][0], at[1] - neck[frame][1]));
      const known = all.filter((one) => one > 0).sort((a, b) => a - b);
      this.middle = known.length ? known[Math.floor(known.length / 2)] : 0;
    }
    return this.middle;
  }
}
