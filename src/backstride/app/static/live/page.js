// The way through: choose, camera, get in the picture, count down, practise, look back.

import { api, note, say, tell } from "/static/common.js";
import { Box, placed } from "./box.js";
import { Camera, stay_awake } from "./camera.js";
import { Choice, history } from "./choose.js";
import { done } from "./done.js";
import { keySwitch } from "../key_switch.js";
import { Line } from "./line.js";
import { Practice } from "./practice.js";
import { Sound } from "./sound.js";

const $ = (id) => document.getElementById(id);
const numbers = JSON.parse($("live").dataset.numbers);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const SETTLED_MS = 300; // a sentence about the place in the picture stays at least so long
const SAID_MS = 3000; // what the server says stays so long

let live, choice, camera, line, sound, practice, box, lines = [], wake = () => {};

/** Show one step of the way; the eye and the screen reader go to its heading. */
function step(id) {
  for (const one of document.querySelectorAll(".step")) one.hidden = one.id !== id;
  document.body.dataset.step = id;
  $(`${id}-title`)?.focus();
  window.scrollTo(0, 0);
}

const fault = (text) => note($("fault"), text);

async function load() {
  try {
    live = await api("live");
  } catch (refused) {
    return fault(refused.message);
  }
  if (!live.allowed) return fault(live.why);
  choice = new Choice(live, numbers.sessions);
  history(live.sessions);
}

// --- the camera, and the place in its picture

async function to_camera(event) {
  event.preventDefault();
  fault("");
  tell(say("camera_waits"));
  try {
    camera = await open_camera();
  } catch (error) {
    return fault(say(error.message));
  }
  $("ready").dataset.view = choice.picked.view;
  box = new Box($("box"));
  line = new Line(camera, heard);
  step("ready");
  $("ready-says").textContent = say("waiting");
  line.open(() => ({ ...picked(), told: [] }));
}

const open_camera = () => Camera.open($("preview"), choice.picked.view === "front" ? "user" : "environment", camera_lost);

const picked = () => {
  const { cue, view, target } = choice.picked;
  return { cue, view, target, number: live.next.number, check: live.next.check };
};

const heard = {
  ready(message) {
    fault("");
    lines = message.lines ?? lines;
    $("start").disabled = false;
    practice?.ready(message);
  },
  answer(message) {
    if (practice) practice.answer(message);
    else if (!$("ready").hidden) look(message);
  },
  cut() {
    fault(say("line_lost"));
    practice?.stage.state("waiting", say("line_lost"));
  },
  gone() {
    fault(say("line_gone"));
    practice?.pause("line_gone");
  },
  refused(sentence) {
    if (practice && !practice.running) return; // paused for so long that the server hung up
    fault(sentence ?? say("line_gone"));
    if (practice) practice.pause();
    else leave_camera();
  },
};

let looked_ms = 0;
let said_ms = -SAID_MS;
function look(answer) {
  const where = placed(answer);
  box.draw(answer, lines, where === "in_box");
  if (counting || (!answer.says && performance.now() - looked_ms < SETTLED_MS)) return;
  looked_ms = performance.now();
  if (answer.says) said_ms = performance.now();
  else if (performance.now() - said_ms < SAID_MS) return;
  const text = answer.says ?? say(where);
  if ($("ready-says").textContent !== text) $("ready-says").textContent = text;
}

function camera_lost() {
  fault(say("camera_lost"));
  if (practice) practice.pause("camera_lost");
  else leave_camera();
}

async function leave_camera() {
  stop_counting();
  await line?.close();
  line?.end();
  camera?.close();
  line = camera = null;
  $("start").disabled = true;
  wake();
  if (!practice) step("choose");
}

// --- the count, the practice

let counting = null;

async function count_down() {
  fault("");
  $("start").disabled = true;
  sound ??= new Sound();
  wake = await stay_awake();
  let left = numbers.countdown_s;
  const tick = () => {
    if (left <= 0) return begin();
    $("ready-says").textContent = say("countdown", { seconds: left });
    if (left <= 3) sound.tick(sound.context.currentTime + 0.02, 660);
    left -= 1;
  };
  counting = setInterval(tick, 1000);
  tick();
}

function stop_counting() {
  clearInterval(counting);
  counting = null;
}

async function begin() {
  stop_counting();
  await line.close();
  const { minutes, told } = live.next;
  practice = new Practice({
    plan: { ...picked(), minutes, told },
    line, sound, numbers, calm,
    over,
    drawn: (answer) => document.dispatchEvent(new CustomEvent("drawn", { detail: answer })), // for who measures how late
  });
  step("practice");
  tell(say("start_on"));
  practice.go_on();
}

function over(result) {
  step("done");
  done(result, numbers);
  leave_camera();
  sound?.close();
}

function pause_or_go_on() {
  if (practice.running) practice.pause();
  else if (camera?.track.readyState === "live") {
    fault("");
    practice.go_on();
  } else again_with_camera();
}

/** The camera went away in between: ask for it once more. */
async function again_with_camera() {
  try {
    await line.close();
    line.end();
    camera.close();
    camera = await open_camera();
  } catch (error) {
    return fault(say(error.message));
  }
  line = practice.line = new Line(camera, heard);
  fault("");
  practice.go_on();
}

function mute() {
  sound.set({ on: !sound.on });
  $("mute").setAttribute("aria-pressed", String(sound.on));
  tell(say(sound.on ? "unmuted" : "muted"));
}

// --- hands and keys

$("choice").addEventListener("submit", to_camera);
$("ready-back").addEventListener("click", leave_camera);
$("start").addEventListener("click", count_down);
$("pause").addEventListener("click", pause_or_go_on);
$("mute").addEventListener("click", mute);
$("end").addEventListener("click", () => practice.end());
$("again").addEventListener("click", () => location.reload());
$("volume").addEventListener("input", (event) => sound.set({ volume: event.target.value / 100 }));
$("voice").addEventListener("change", (event) => (sound.voice = event.target.checked));

keySwitch($("keys"));
document.addEventListener("keydown", (event) => {
  if (!$("keys").checked) return;
  if (document.body.dataset.step !== "practice" || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, button, a, summary");
  if (event.key === "Escape") practice.end();
  else if (event.key === " " && !typing) pause_or_go_on();
  else if (event.key.toLowerCase() === "m" && !event.repeat) mute();
  else return;
  event.preventDefault();
});

document.addEventListener("visibilitychange", async () => {
  if (document.hidden) practice?.pause("hidden");
  else if (practice?.running) wake = await stay_awake();
});

window.addEventListener("pagehide", () => line?.end());
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // its line is gone

load();
