// Before and after at the same moment of a stride: one slider moves both.

import { api, el, note, say, svg } from "./common.js";

const SLOWER = 4; // times; at full speed nobody sees where the foot lands
const HEAD = 95; // mm, as the report draws it
const box = document.getElementById("strides");
const stages = box.querySelector(".stages");
const slider = document.getElementById("phase");
const button = document.getElementById("play");
const ghost = document.getElementById("ghost");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** One body in its picture. */
class Stage {
  constructor(figure, data, frame) {
    Object.assign(this, { figure, data, when: figure.dataset.when });
    this.holder = figure.querySelector(".picture");
    this.holder.replaceChildren();
    this.holder.classList.toggle("clip", data.kind === "clip");
    this.video = data.file ? this.clip() : null;
    const [x, y] = frame ? [data.centre - frame.left, data.height - frame.height] : [0, 0];
    const [width, height] = frame ? [frame.width, frame.height] : [data.width, data.height];
    this.svg = svg("svg", { viewBox: `${x} ${y} ${width} ${height}`, role: "img" });
    this.edges = [x, x + width];
    this.was = svg("g", { class: "was" });
    this.body = svg("g");
    this.ground = data.kind === "figure" ? svg("polyline", { class: "ground" }) : null;
    this.svg.append(...[this.ground, this.was, this.body].filter(Boolean));
    this.holder.append(this.svg);
  }

  clip() {
    const video = el("video", { muted: true, playsinline: true, preload: "auto", src: this.data.file, "aria-hidden": "true" });
    video.muted = true;
    video.addEventListener("seeked", () => this.seek());
    video.addEventListener("loadeddata", () => this.seek());
    this.holder.append(video);
    return video;
  }

  // Where a stride of this foot is at a share of it, counted in frames.
  at(foot, share) {
    const { begin, end } = this.data.strides[foot];
    return (begin + share * (end - begin)) * (this.data.time_s.length - 1);
  }

  stands(foot, share) {
    const off = this.data.strides[foot].toe_off;
    return off === null ? null : share < off;
  }

  show(foot, share) {
    const frame = this.at(foot, share);
    draw(this.body, this.data, frame);
    this.wanted = frame;
    this.seek();
    if (this.ground) {
      const y = this.data.height - 40;
      this.ground.setAttribute("points", `${this.edges[0]},${y} ${this.edges[1]},${y}`);
      this.ground.classList.toggle("stands", this.stands(foot, share) === true);
    }
    this.svg.setAttribute("aria-label", say("picture", { when: say(this.when), percent: Math.round(share * 100) }));
  }

  // One seek at a time; a later wish waits for it.
  seek() {
    if (!this.video || this.video.seeking || this.video.readyState < 1 || this.wanted === undefined) return;
    const near = Math.round(this.wanted), times = this.data.time_s;
    const gap = ((times[near + 1] ?? times[near]) - (times[near - 1] ?? times[near])) / 2 || 0.02;
    const to = times[near] + gap / 2; // the middle of the frame, so that no rounding shows its neighbour
    if (Math.abs(this.video.currentTime - to) > gap / 4) this.video.currentTime = to;
  }

  /** Lay another body over this one: both stand at the same place, to one scale. */
  lay(other, foot, share) {
    this.was.replaceChildren();
    if (!other) return;
    this.was.setAttribute("transform", `translate(${this.data.centre - other.data.centre} ${this.data.height - other.data.height})`);
    draw(this.was, other.data, other.at(foot, share));
  }
}

/** The lines of a body at a frame between two that were seen. */
function draw(group, data, frame) {
  const made = [];
  for (const line of data.lines) {
    const places = line.points.map((name) => between(data.points[name], frame)).filter(Boolean);
    if (places.length < 2) continue;
    const points = places.map((place) => place.map((n) => n.toFixed(1)).join(",")).join(" ");
    if (data.kind === "clip") made.push(svg("polyline", { points, class: "edge" }));
    made.push(svg("polyline", { points, class: line.side ?? "middle" }));
  }
  const head = data.kind === "figure" && data.points.head ? between(data.points.head, frame) : null;
  if (head) made.push(svg("circle", { cx: head[0].toFixed(1), cy: head[1].toFixed(1), r: HEAD }));
  group.replaceChildren(...made);
}

function between(places, frame) {
  if (!places) return null;
  const low = places[Math.floor(frame)], high = places[Math.min(places.length - 1, Math.ceil(frame))];
  if (!low || !high) return null;
  const share = frame - Math.floor(frame);
  return [0, 1].map((axis) => low[axis] + share * (high[axis] - low[axis]));
}

const state = { pairs: [], pair: null, foot: "left", share: 0, plays: false };

function shown() {
  const { before, after, foot, share } = state;
  before.show(foot, share);
  after.show(foot, share);
  after.lay(ghost.checked && state.pair.before.even ? before : null, foot, share);
  const percent = Math.round(share * 100);
  slider.value = percent;
  document.getElementById("percent").textContent = say("percent", { percent });
  const words = (stage) => ({ true: say("stands"), false: say("flies") })[stage.stands(foot, share)] ?? say("unknown");
  const text = say("at", { percent, side: document.querySelector(`[name=foot][value=${foot}]`).parentElement.textContent.trim(), before: words(before), after: words(after) });
  slider.setAttribute("aria-valuetext", text);
  document.getElementById("moment").textContent = text;
}

/** Two bodies of one scale get one frame: the same ground, the same middle, room for both. */
function framed({ before, after }) {
  if (!before.even || !after.even) return null;
  const left = Math.max(before.centre, after.centre);
  const right = Math.max(before.width - before.centre, after.width - after.centre);
  return { left, width: left + right, height: Math.max(before.height, after.height) };
}

function choose(pair) {
  state.pair = pair;
  const frame = framed(pair);
  for (const when of ["before", "after"]) {
    const figure = stages.querySelector(`[data-when=${when}]`);
    state[when] = new Stage(figure, pair[when], frame);
  }
  const feet = ["left", "right"].filter((foot) => pair.before.strides[foot] && pair.after.strides[foot]);
  if (!feet.includes(state.foot)) state.foot = feet[0];
  for (const input of box.querySelectorAll("[name=foot]")) {
    input.disabled = !feet.includes(input.value);
    input.checked = input.value === state.foot;
  }
  document.getElementById("ghost-field").hidden = !pair.before.even;
  laid();
  seconds();
}

function seconds() {
  for (const when of ["before", "after"]) {
    const long = state.pair[when].strides[state.foot].seconds;
    stages.querySelector(`[data-when=${when}] .seconds`).textContent = say("stride_s", { seconds: long.toFixed(2) });
  }
}

function laid() {
  stages.classList.toggle("laid", ghost.checked && state.pair.before.even);
  shown();
}

function move(by) {
  stop();
  state.share = Math.min(1, Math.max(0, Math.round(state.share * 100 + by) / 100));
  shown();
}

function stop() {
  state.plays = false;
  button.textContent = say("play");
}

// Both take as long as the mean of their strides, so that they stay at one moment.
function play() {
  if (state.plays) return stop();
  state.plays = true;
  button.textContent = say("pause");
  const slow = still.matches ? SLOWER * 2 : SLOWER;
  const long = ["before", "after"].reduce((sum, when) => sum + state.pair[when].strides[state.foot].seconds, 0) / 2;
  let last = performance.now();
  const step = (now) => {
    if (!state.plays) return;
    state.share = (state.share + (now - last) / 1000 / long / slow) % 1;
    last = now;
    shown();
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function listen() {
  button.addEventListener("click", play);
  slider.addEventListener("input", () => move(Number(slider.value) - state.share * 100));
  ghost.addEventListener("change", laid);
  document.getElementById("view").addEventListener("change", (event) => choose(state.pairs[event.target.value]));
  for (const input of box.querySelectorAll("[name=foot]"))
    input.addEventListener("change", () => { state.foot = input.value; seconds(); shown(); });
  box.addEventListener("keydown", (event) => {
    if (event.target.matches("button, select, input:not([type=range])") || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) move(by * (event.shiftKey ? 10 : 1));
    else if (event.key === " ") play();
    else return;
    event.preventDefault();
  });
}

async function begin() {
  const wait = document.getElementById("strides-wait");
  try {
    state.pairs = (await api(box.dataset.motion)).pairs;
  } catch (error) {
    return note(wait, error.message);
  }
  wait.hidden = true;
  if (!state.pairs.length) { document.getElementById("strides-none").hidden = false; return undefined; }
  const view = document.getElementById("view");
  view.replaceChildren(...state.pairs.map((pair, place) => el("option", { value: place }, say(`view_${pair.view}`))));
  document.getElementById("view-field").hidden = state.pairs.length < 2;
  document.getElementById("strides-body").hidden = false;
  listen();
  choose(state.pairs[0]);
  return undefined;
}

begin();
