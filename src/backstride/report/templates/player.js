// Shows a run frame by frame: the clip, or the body on an empty ground by its own clock, and marks that keep
// step with it. It reads what the page holds and asks for nothing.
"use strict";

const SOON_S = 0.0005; // frame times are rounded to a tenth of a millisecond
const RATES = [0.0625, 16]; // what browsers play

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

class Player {
  constructor(root) {
    this.root = root;
    this.data = JSON.parse(root.dataset.run);
    this.video = root.querySelector("video");
    this.overlay = new Overlay(root.querySelector(".player-overlay"), this.data);
    this.slider = root.querySelector(".player-slider");
    this.rows = [this.slider, ...root.querySelectorAll(".player-chart")];
    this.values = [...root.querySelectorAll(".player-value")];
    this.begin = this.data.time_s[0];
    this.end = this.data.time_s[this.count - 1] + this.space(this.count - 1);
    const struck = this.data.contacts.map(one => one.strike).filter(frame => frame >= 0);
    this.strikes = [...new Set(struck)].sort((a, b) => a - b);
    this.stride = this.strideS();
    this.speed = Number(root.querySelector("[data-do=speed][aria-pressed=true]").dataset.by);
    this.prepare();
    this.listen();
    root.classList.add("ready");
    this.overlay.fitText();
    this.go(this.data.begin);
  }

  get count() { return this.data.time_s.length; }

  get plays() { return this.root.classList.contains("plays"); }

  prepare() {
    for (const one of this.root.querySelectorAll("[data-do=show]"))
      this.overlay.show(one.dataset.layer, one.getAttribute("aria-pressed") === "true");
    for (const one of this.root.querySelectorAll("[data-do=contact]")) one.disabled = !this.strikes.length;
    for (const one of this.root.querySelectorAll("[data-do=stride]")) one.disabled = !this.stride;
    this.slider.setAttribute("aria-valuemax", this.count);
    if (this.video) this.watchVideo();
  }

  // Seconds of the file until the next frame; the last lasts as long as the one before it.
  space(frame) {
    const times = this.data.time_s, at = Math.min(frame, this.count - 2);
    return at < 0 ? 1 : times[at + 1] - times[at];
  }

  // The last frame that has begun at a time of the file.
  frameAt(time) {
    let low = 0, high = this.count - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.data.time_s[middle] <= time + SOON_S) low = middle; else high = middle - 1;
    }
    return low;
  }

  // The frame nearest a time of the run.
  nearest(runTime) {
    const time = runTime * this.data.slow_motion, frame = this.frameAt(time), times = this.data.time_s;
    return frame + 1 < this.count && times[frame + 1] - time < time - times[frame] ? frame + 1 : frame;
  }

  strideS() {
    const spaces = ["left", "right"].flatMap(side => {
      const own = this.data.contacts.filter(one => one.side === side).map(one => one.strike_s);
      own.sort((a, b) => a - b);
      return own.slice(1).map((time, at) => time - own[at]);
    });
    return spaces.length ? median(spaces) : 0;
  }

  // -- moving

  go(frame) {
    this.pause();
    this.draw(clamp(frame, 0, this.count - 1));
    this.clock = this.data.time_s[this.at];
    // the middle of the frame, so that no rounding shows its neighbour
    if (this.video) this.video.currentTime = this.clock - this.begin + this.space(this.at) / 2;
  }

  goTime(runTime) { this.go(this.nearest(runTime)); }

  by(what, step) {
    if (what === "frame") this.go(this.at + step);
    if (what === "stride" && this.stride)
      this.goTime(this.data.time_s[this.at] / this.data.slow_motion + step * this.stride);
    if (what === "contact") {
      const past = one => step > 0 ? one > this.at : one < this.at;
      const ahead = step > 0 ? this.strikes.find(past) : this.strikes.findLast(past);
      if (ahead !== undefined) this.go(ahead);
    }
  }

  play() {
    if (this.plays) return;
    this.root.classList.add("plays");
    if (this.video) {
      this.video.playbackRate = clamp(this.speed * this.data.slow_motion, ...RATES);
      this.video.play().catch(() => this.pause());
    } else {
      this.last = undefined;
      requestAnimationFrame(now => this.tick(now));
    }
  }

  pause() {
    if (!this.plays) return;
    this.root.classList.remove("plays");
    if (this.video) this.video.pause();
  }

  toggle() {
    if (!this.plays) return this.play();
    const shown = this.at;
    this.pause();
    return this.go(shown);
  }

  // The body's own clock, where there are no pictures.
  tick(now) {
    if (!this.plays) return;
    const passed = this.last === undefined ? 0 : (now - this.last) / 1000;
    this.last = now;
    this.clock += passed * this.speed * this.data.slow_motion;
    if (this.clock >= this.end) this.clock = this.begin + (this.clock - this.end) % (this.end - this.begin);
    this.draw(this.frameAt(this.clock));
    requestAnimationFrame(next => this.tick(next));
  }

  // The frame that is on the screen, told by the browser where it can.
  watchVideo() {
    this.video.removeAttribute("controls");
    // over and over by hand: with the attribute for it, a browser that stands on the last frame may jump
    this.video.addEventListener("ended", () => { if (this.plays) this.again(); });
    const follow = time => { if (this.plays) this.draw(this.frameAt(time + this.begin)); };
    if ("requestVideoFrameCallback" in this.video) {
      const told = (now, frame) => {
        follow(frame.mediaTime);
        this.video.requestVideoFrameCallback(told);
      };
      this.video.requestVideoFrameCallback(told);
    } else {
      const asked = () => { follow(this.video.currentTime); requestAnimationFrame(asked); };
      requestAnimationFrame(asked);
    }
  }

  again() {
    this.video.currentTime = 0;
    this.video.play().catch(() => this.pause());
  }

  setSpeed(speed) {
    this.speed = speed;
    for (const one of this.root.querySelectorAll("[data-do=speed]"))
      one.setAttribute("aria-pressed", Number(one.dataset.by) === speed);
    if (this.video) this.video.playbackRate = clamp(speed * this.data.slow_motion, ...RATES);
  }

  // -- drawing

  draw(frame) {
    this.at = frame;
    this.root.dataset.frame = frame;
    this.overlay.draw(frame);
    this.say(frame);
    for (const row of this.rows) this.drawCursor(row, this.data.time_s[frame]);
  }

  say(frame) {
    const time = this.data.time_s[frame] / this.data.slow_motion;
    const said = this.data.at.replace("{time}", time.toFixed(3)).replace("{frame}", frame + 1)
      .replace("{frames}", this.count);
    this.root.querySelector(".player-at").textContent = said;
    this.slider.setAttribute("aria-valuenow", frame + 1);
    this.slider.setAttribute("aria-valuetext", said);
    for (const one of this.values) {
      const value = this.data.curves[one.dataset.curve][frame];
      one.textContent = value === null ? "–" : degrees(value);
    }
  }

  // Where time lies across a row, as shares of its width.
  span(row) { return [Number(row.dataset.begin), Number(row.dataset.end)]; }

  drawCursor(row, time) {
    const [begin, end] = this.span(row), last = this.data.time_s[this.count - 1];
    const share = (time - this.begin) / (last - this.begin || 1), svg = row.querySelector("svg");
    const x = (begin + share * (end - begin)) * svg.viewBox.baseVal.width;
    const line = svg.querySelector(".player-cursor");
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
  }

  // -- listening

  listen() {
    this.root.addEventListener("click", event => {
      const button = event.target.closest("button[data-do]");
      if (button) this.press(button);
    });
    this.root.addEventListener("keydown", event => { if (this.key(event)) event.preventDefault(); });
    this.root.querySelector(".player-picture").addEventListener("click", () => {
      this.toggle();
      this.slider.focus({preventScroll: true});
    });
    for (const row of this.rows) this.listenDrag(row);
  }

  listenDrag(row) {
    const svg = row.querySelector("svg");
    const seek = event => {
      const box = svg.getBoundingClientRect(), [begin, end] = this.span(row);
      const share = clamp(((event.clientX - box.left) / box.width - begin) / (end - begin), 0, 1);
      const last = this.data.time_s[this.count - 1];
      this.goTime((this.begin + share * (last - this.begin)) / this.data.slow_motion);
    };
    svg.addEventListener("pointerdown", event => {
      svg.setPointerCapture(event.pointerId);
      seek(event);
      this.slider.focus({preventScroll: true});
      event.preventDefault();
    });
    svg.addEventListener("pointermove", event => {
      if (svg.hasPointerCapture(event.pointerId)) seek(event);
    });
  }

  press(button) {
    const {do: what, by, layer} = button.dataset;
    if (what === "play") this.toggle();
    else if (what === "speed") this.setSpeed(Number(by));
    else if (what === "show") this.showLayer(button, layer);
    else if (what === "help") this.help(button);
    else this.by(what, Number(by));
  }

  showLayer(button, layer) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    this.overlay.show(layer, on);
  }

  help(button) {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", open);
    document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
  }

  // Whether a key meant something here. Keys act only while the focus is in the player (WCAG 2.1.4).
  key(event) {
    const {key} = event;
    // with AltGr, which some keyboards need for a bracket, both are said to be down
    if (event.metaKey || event.ctrlKey !== event.altKey && !"[]".includes(key)) return false;
    if (key === " " && event.target.closest("button, a")) return false;
    const toggle = this.root.querySelector(`[data-do=show][data-key="${CSS.escape(key)}"]`);
    const step = {ArrowLeft: -1, ArrowRight: 1, "[": -1, "]": 1}[key];
    if (toggle) this.press(toggle);
    else if (key === " ") this.toggle();
    else if (key === "?") this.press(this.root.querySelector("[data-do=help]"));
    else if (key === "Home") this.go(0);
    else if (key === "End") this.go(this.count - 1);
    else if (step && "[]".includes(key)) this.by("contact", step);
    else if (step) this.by(event.shiftKey ? "stride" : "frame", step);
    else return false;
    return true;
  }

  // From a finding, or an address that names a moment.
  look(runTime) {
    this.goTime(runTime);
    this.root.scrollIntoView({block: "nearest"});
    this.slider.focus({preventScroll: true});
  }
}

addEventListener("DOMContentLoaded", () => {
  const players = [...document.querySelectorAll(".player")].map(root => new Player(root));
  const moment = () => (location.hash.match(/^#t=(\d+(?:\.\d+)?)$/) || [])[1];
  const named = () => { if (players.length && moment()) players[0].look(Number(moment())); };
  document.addEventListener("click", event => {
    const link = event.target.closest("[data-time]");
    const own = one => one.root.dataset.recording === link.dataset.recording;
    const there = link && (players.find(own) || players[0]);
    if (!there) return;
    event.preventDefault();
    there.look(Number(link.dataset.time));
  });
  addEventListener("hashchange", named);
  named();
});
