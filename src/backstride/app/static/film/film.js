// The film helper: picture, trust border, countdown, clip. Nothing leaves the page before a clip is used.

import { here, note, say, size, tell } from "/static/common.js";
import { brightness, cameras, countFrames, turnOn } from "/static/film/camera.js";
import { listen, mustAsk } from "/static/film/level.js";
import { canSpeak, countDown, kind, record, speak } from "/static/film/record.js";
import { deliver, discard, order } from "/static/upload.js";

const at = (id) => document.getElementById(id);
const film = at("film");
const limits = JSON.parse(film.dataset.limits);
const known = {}; // what is known about the picture: { state: good|warn|bad|none, says } by check
let stream = null;
let rate = null; // frames a second that arrive
let halt = null; // stops what counts down or records
let ends = []; // what must be let go with the camera
let clip = null;
let listening = false;

film.hidden = false;
at("aloud-field").hidden = !canSpeak();

// --- what is known

function learn(check, state, says) {
  known[check] = { state, says };
  const row = at(`check-${check}`);
  row.dataset.is = state;
  if (row.lastElementChild.textContent !== says) row.lastElementChild.textContent = says;
  judge();
}

function judge() {
  const bad = stream ? Object.values(known).filter((one) => one.state === "bad") : [];
  const trust = !stream ? "none" : bad.length ? "bad" : "good";
  const says = !stream ? "" : bad.length ? `${say("not_yet")}: ${bad.map((one) => one.says).join("; ")}` : say("good");
  at("stage").dataset.trust = trust;
  at("trust").className = `trust ${trust}`;
  if (at("trust").textContent !== says) at("trust").textContent = says;
}

function levelled({ roll, pitch }) {
  at("bubble").removeAttribute("hidden"); // a picture has no property of that name
  const far = (deg) => Math.max(-20, Math.min(20, deg * 2));
  at("bubble-dot").setAttribute("transform", `translate(${far(roll)} ${far(pitch)})`);
  const off = Math.round(Math.abs(roll));
  if (Math.abs(roll) > limits.level_deg) learn("level", "bad", say(roll > 0 ? "level_right" : "level_left", { count: off }));
  else if (Math.abs(pitch) > limits.pitch_deg) learn("level", "bad", say(pitch > 0 ? "level_up" : "level_down", { count: Math.round(Math.abs(pitch)) }));
  else learn("level", "good", say("level_good"));
}

function counted(now) {
  rate = now;
  if (now === null) return learn("rate", "none", say("rate_asking"));
  const count = Math.round(now);
  if (count < limits.fewest_rate) learn("rate", "bad", say("rate_bad", { count }));
  else if (count < limits.good_rate - 1) learn("rate", "warn", say("rate_low", { count, good: limits.good_rate }));
  else learn("rate", "good", say("rate_good", { count }));
}

function looked() {
  const bright = brightness(at("picture"));
  if (bright === null) return;
  if (bright < limits.darkest) learn("light", "bad", say("light_dark"));
  else if (bright > limits.brightest) learn("light", "bad", say("light_glare"));
  else learn("light", "good", say("light_good"));
  const { videoWidth, videoHeight } = at("picture");
  if (videoHeight > videoWidth) learn("shape", "bad", say("shape_upright"));
  else learn("shape", "good", say("shape_good"));
}

async function useLevel() {
  listening = true;
  at("use-level").hidden = true;
  await listen({
    level: levelled,
    none: () => learn("level", "none", say("level_none")),
    refused: () => learn("level", "none", say("level_refused")),
  });
}

// --- the camera

async function begin(deviceId = "") {
  end();
  note(at("fault"), "");
  try {
    stream = await turnOn(limits, deviceId);
  } catch (error) {
    return note(at("fault"), error.message);
  }
  const [track] = stream.getVideoTracks();
  track.addEventListener("ended", () => (end(), note(at("fault"), say("lost"))));
  at("picture").srcObject = stream;
  at("turn-on").hidden = true;
  at("controls").hidden = false;
  if (!kind()) note(at("fault"), say("no_recorder"));
  at("record").disabled = !kind();
  at("record").focus();
  counted(null);
  const looking = setInterval(looked, 500);
  ends = [countFrames(at("picture"), counted), () => clearInterval(looking)];
  if (!listening && mustAsk()) {
    at("use-level").hidden = false;
    learn("level", "none", say("level_ask"));
  } else if (!listening) useLevel();
  await offerCameras(track);
}

async function offerCameras(track) {
  const all = await cameras();
  const now = track.getSettings().deviceId;
  at("which-field").hidden = all.length < 2;
  at("which").replaceChildren(...all.map((one) => new Option(one.name, one.id, false, one.id === now)));
}

function end() {
  halt?.abort();
  for (const stop of ends) stop();
  ends = [];
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  at("picture").srcObject = null;
  at("turn-on").hidden = false;
  at("controls").hidden = true;
  judge();
}

// --- a clip

async function take() {
  halt = new AbortController();
  const { signal } = halt;
  const aloud = at("aloud").checked;
  recording(true);
  try {
    const counts = await countDown(Number(at("wait").value), digits, aloud, signal);
    if (!counts || !stream) return;
    speak(say("recording"), aloud);
    tell(say("recording"));
    const view = document.querySelector("input[name=view]:checked").value;
    const told = { seconds: Number(at("lasts").value), bits: limits.bits, name: say(`file_${view}`) };
    const taken = await record(stream, told, (s) => note(at("live"), `${say("recording")} ${say("clip_s", { count: Math.floor(s) })}`), signal);
    speak(say("recorded"), aloud);
    show(taken);
  } finally {
    recording(false);
  }
}

function recording(now) {
  at("record").hidden = now;
  at("stop").hidden = !now;
  at("turn-off").disabled = now;
  if (now) at("stop").focus();
  else note(at("live"), "");
}

function digits(left) {
  at("digits").hidden = !left;
  at("digits").textContent = left || "";
}

function show({ file, seconds }) {
  forget();
  clip = { file, url: URL.createObjectURL(file), order: null };
  at("taken").src = clip.url;
  at("save").href = clip.url;
  at("save").download = file.name;
  at("clip-length").textContent = say("clip_s", { count: seconds.toFixed(1) });
  at("clip-size").textContent = size(file.size);
  at("clip-rate").textContent = rate === null ? "–" : String(Math.round(rate));
  at("clip-picture").textContent = say("picture_px", { wide: at("picture").videoWidth, high: at("picture").videoHeight });
  note(at("clip-short"), seconds < limits.shortest - 0.5 ? say("short", { count: limits.shortest }) : "");
  note(at("clip-fault"), "");
  at("clip").hidden = false;
  at("clip").focus();
  tell(say("recorded"));
}

function forget() {
  if (!clip) return;
  URL.revokeObjectURL(clip.url);
  discard(clip.order);
  clip = null;
  at("clip").hidden = true;
}

async function use(what) {
  note(at("clip-fault"), "");
  at("sending").hidden = false;
  at("clip-do").hidden = true;
  if (clip.order?.kind !== what) discard(clip.order), (clip.order = null);
  clip.order ??= order([{ file: clip.file, role: "run" }], what, JSON.parse(film.dataset.options));
  const on = {
    file() {},
    sent(bytes, all) {
      at("sending-bar").value = all ? bytes / all : 1;
      at("sending-size").textContent = say("sent_of", { sent: size(bytes), all: size(all) });
    },
  };
  try {
    const job = await deliver(clip.order, on);
    end();
    location.assign(here(`jobs/${job.same_as ?? job.id}`));
  } catch (error) {
    note(at("clip-fault"), error.message);
    if (error.status) discard(clip.order), (clip.order = null);
    at("sending").hidden = true;
    at("clip-do").hidden = false;
  }
}

function turned() {
  const view = document.querySelector("input[name=view]:checked").value;
  at("stage").dataset.view = view;
}

at("turn-on").addEventListener("click", () => begin());
at("turn-off").addEventListener("click", () => (end(), at("turn-on").focus()));
at("which").addEventListener("change", () => begin(at("which").value));
at("use-level").addEventListener("click", useLevel);
at("record").addEventListener("click", take);
at("stop").addEventListener("click", () => halt?.abort());
at("use").addEventListener("click", () => use("analyze"));
at("check").addEventListener("click", () => use("check"));
at("again").addEventListener("click", () => (forget(), (stream ? at("record") : at("turn-on")).focus()));
for (const radio of document.querySelectorAll("input[name=view]")) radio.addEventListener("change", turned);
addEventListener("pagehide", end);
turned();
