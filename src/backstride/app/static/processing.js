// How far a job is: asked twice a second while somebody looks, seldom while nobody does.

import { api, here, note, pause, say, tell } from "/static/common.js";
import { drawBody } from "/static/skeleton.js";

const EVERY_MS = 500;
const HIDDEN_MS = 5000;
const CUT_MS = 2000;
const RATE_S = 3; // of the last seconds the time left is told

const at = (id) => document.getElementById(id);
const job = at("job");
const steps = [...at("steps").children].map((item) => ({
  item,
  phase: item.dataset.phase,
  name: item.querySelector(".step-name").textContent,
  now: item.querySelector(".step-now"),
  bar: item.querySelector("progress"),
}));
const counted = []; // [time in s, done] of the step that goes on
let phase = "";

function show({ progress, ahead, job: state }) {
  at("said").textContent = progress.said;
  note(at("ahead"), state.state === "waiting" && ahead ? say("ahead", { count: ahead }) : "");
  const going = steps.findIndex((step) => step.phase === progress.phase);
  for (const [place, step] of steps.entries()) {
    bar(step, place < going ? "done" : place === going ? "going" : "waits", progress);
  }
  if (going >= 0 && progress.phase !== phase) {
    counted.length = 0;
    tell(say("step_said", { step: steps[going].name, now: say("now_going") }));
  }
  phase = progress.phase;
  if (progress.points.length && at("body")) {
    at("body").hidden = false;
    drawBody(at("skeleton"), progress.points, progress.aspect);
  }
}

function bar(step, now, progress) {
  step.item.dataset.now = now;
  if (now !== "going") {
    step.bar.max = 1;
    step.bar.value = now === "done" ? 1 : 0;
    step.now.textContent = say(`now_${now}`);
  } else if (progress.of) {
    step.bar.max = progress.of;
    step.bar.value = Math.min(progress.done, progress.of);
    const far = say("of", { done: progress.done, all: progress.of, unit: progress.unit });
    step.now.textContent = [far, left(progress)].filter(Boolean).join(", ");
  } else {
    step.bar.removeAttribute("value");
    step.now.textContent = say("now_going");
  }
}

/** The time left of this step, at the pace of the last seconds; "" while that is not known. */
function left({ done, of }) {
  const now_s = performance.now() / 1000;
  counted.push([now_s, done]);
  while (counted.length > 2 && now_s - counted[1][0] > RATE_S) counted.shift();
  const [before_s, before] = counted[0];
  if (now_s - before_s < 1 || done <= before || done >= of) return "";
  const left_s = ((of - done) * (now_s - before_s)) / (done - before);
  return left_s < 90 ? say("left_s", { count: Math.max(1, Math.round(left_s)) }) : say("left_min", { count: Math.round(left_s / 60) });
}

/** A report opens by itself only for somebody who still looks; else the page says that it is there. */
function finished(state) {
  if (state.state !== "done" || state.kind === "check") return location.reload();
  tell(say("done"));
  const report = here(`results/${state.id}`);
  if (!document.hidden) return location.replace(report);
  document.title = say("done_title");
  document.addEventListener("visibilitychange", () => document.hidden || location.replace(report));
}

async function watch() {
  for (;;) {
    const far = await api(`jobs/${job.dataset.job}/progress`).catch((error) => error);
    if (far instanceof Error) {
      if (far.status === 404) return location.assign(here());
      note(at("cut"), far.status ? far.message : say("cut_off"));
      await pause(CUT_MS);
      continue;
    }
    note(at("cut"), "");
    if (["done", "failed", "cancelled"].includes(far.job.state)) return finished(far.job);
    if (far.job.state !== job.dataset.state && "uploading" === job.dataset.state) return location.reload();
    show(far);
    await pause(document.hidden ? HIDDEN_MS : EVERY_MS, woken());
  }
}

/** A signal that ends a long pause when somebody looks again. */
function woken() {
  const stop = new AbortController();
  document.addEventListener("visibilitychange", () => stop.abort(), { once: true });
  return stop.signal;
}

watch();
