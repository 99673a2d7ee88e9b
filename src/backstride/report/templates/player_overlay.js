// What lies over the picture of one frame: body, angles, lines, trails. Colours come from the page's style.
"use strict";

const TRAIL_S = 0.3; // of the run: about one step
const TEXT_PX = 14; // on the screen, whatever the clip's size

const degrees = value => `${value.toFixed(0).replace("-", "\u2212")}°`.replace("\u22120°", "0°");

class Overlay {
  constructor(svg, data) {
    Object.assign(this, {svg, data, layers: {}});
    for (const name of ["trails", "lines", "skeleton", "angles"])
      this.layers[name] = this.add("g", svg, name);
    this.bones = data.lines.map(line => ({line, draw: this.stroke("skeleton", line.side || "middle")}));
    this.feet = this.sides(side => this.stroke("skeleton", `stance ${side}`));
    this.shanks = this.sides(side => this.stroke("lines", `shank ${side}`));
    this.plumbs = this.sides(side => this.stroke("lines", `plumb-line ${side}`));
    this.plumb = this.stroke("lines", "plumb-line");
    this.trails = ["ankle_centre_left", "ankle_centre_right", "hip_middle"].filter(name => data.points[name])
      .map(name => ({name, draw: this.stroke("trails", `trail ${name.split("_").pop()}`)}));
    this.texts = data.written.map(one => this.written(one));
    this.down = [Math.sin(data.roll_deg * Math.PI / 180), Math.cos(data.roll_deg * Math.PI / 180)];
    new ResizeObserver(() => this.fitText()).observe(svg);
  }

  // A side's second number stands a line lower: two joints of a leg may lie beside each other.
  written(one) {
    const before = this.layers.angles.querySelectorAll(`.${one.side || "middle"}`).length;
    const text = this.add("text", this.layers.angles, one.side || "middle");
    return {...one, below: before * TEXT_PX, text};
  }

  sides(make) { return {left: make("left"), right: make("right")}; }

  add(name, parent, kind) {
    const one = document.createElementNS(this.svg.namespaceURI, name);
    one.setAttribute("class", kind);
    return parent.appendChild(one);
  }

  // A line with a dark edge, so that it is seen before any clothes; returns what draws it through places.
  stroke(layer, kind) {
    const both = ["edge", "front"].map(part => this.add("polyline", this.layers[layer], `${kind} ${part}`));
    return places => {
      const text = places.filter(Boolean).map(place => place.map(n => n.toFixed(1)).join(",")).join(" ");
      for (const one of both) one.setAttribute("points", text);
    };
  }

  show(layer, on) { this.layers[layer].setAttribute("display", on ? "inline" : "none"); }

  fitText() {
    const matrix = this.svg.getScreenCTM();
    if (!matrix || !matrix.a) return;
    this.perPx = 1 / matrix.a;
    this.svg.style.fontSize = `${TEXT_PX * this.perPx}px`;
    if (this.frame !== undefined) this.draw(this.frame);
  }

  draw(frame) {
    this.frame = frame;
    const at = name => this.data.points[name] && this.data.points[name][frame];
    const stands = side =>
      this.data.contacts.some(one => one.side === side && one.strike <= frame && frame < one.end);
    for (const {line, draw} of this.bones) draw(line.points.map(at));
    this.drawStance(at, stands);
    this.drawLines(at, stands);
    this.drawTrails(frame);
    this.drawAngles(at, frame);
  }

  drawStance(at, stands) {
    for (const side of ["left", "right"])
      this.feet[side](stands(side) ? [at(`heel_${side}`), at(`toe_${side}`)] : []);
  }

  // Straight down from the hips to the lowest point; the shank of a standing foot, and upright from its ankle.
  drawLines(at, stands) {
    const hip = at("hip_middle"), [aside, down] = this.down;
    const lowest = Math.max(...Object.keys(this.data.points).map(at).filter(Boolean).map(place => place[1]));
    const length = hip ? Math.max(0, lowest - hip[1]) / down : 0;
    this.plumb(hip ? [hip, [hip[0] + aside * length, hip[1] + down * length]] : []);
    for (const side of ["left", "right"]) {
      const knee = at(`knee_centre_${side}`), ankle = at(`ankle_centre_${side}`);
      const drawn = knee && ankle && stands(side);
      const long = drawn ? Math.hypot(knee[0] - ankle[0], knee[1] - ankle[1]) : 0;
      this.shanks[side](drawn ? [knee, ankle] : []);
      this.plumbs[side](drawn ? [ankle, [ankle[0] - aside * long, ankle[1] - down * long]] : []);
    }
  }

  drawTrails(frame) {
    const times = this.data.time_s, from = times[frame] - TRAIL_S * this.data.slow_motion;
    let first = frame;
    while (first > 0 && times[first - 1] >= from) first -= 1;
    for (const {name, draw} of this.trails) draw(this.data.points[name].slice(first, frame + 1));
  }

  drawAngles(at, frame) {
    for (const {curve, point, side, text, below} of this.texts) {
      const place = at(point), value = this.data.curves[curve][frame];
      const shown = place && value !== null;
      text.textContent = shown ? (side ? `${side[0].toUpperCase()} ` : "") + degrees(value) : "";
      if (!shown) continue;
      // sides stand apart, so that two legs that pass each other can still be read
      const aside = {left: -1, right: 1}[side] || -1;
      text.setAttribute("text-anchor", aside < 0 ? "end" : "start");
      text.setAttribute("x", place[0] + aside * 12 * (this.perPx || 1));
      text.setAttribute("y", place[1] + below * (this.perPx || 1));
    }
  }
}
