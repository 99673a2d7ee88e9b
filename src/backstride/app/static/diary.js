// The diary's form: what was begun is kept in this browser until it is sent; a watch's file fills in day and km.
import { api, here, note, person, say } from "./common.js";

const KEY = `backstride.diary.${person}`;
const form = document.getElementById("entry");
const fault = document.getElementById("fault");
const draft = document.getElementById("draft");
const day = form.dataset.day;

const stored = () => JSON.parse(localStorage.getItem(KEY) || "null");
const forget = () => {
  localStorage.removeItem(KEY);
  draft.hidden = true;
};

function told() {
  const values = {};
  for (const [name, value] of new FormData(form)) if (value !== "") values[name] = value;
  return values;
}

function tellDraft(text, sends) {
  document.getElementById("draft-says").textContent = text;
  document.getElementById("draft-send").textContent = say("draft_send");
  document.getElementById("draft-send").hidden = !sends;
  document.getElementById("draft-forget").textContent = say("draft_forget");
  draft.hidden = false;
}

function complain(text) {
  note(fault, text);
  if (text) fault.scrollIntoView({ block: "center" });
}

async function send(values) {
  const { day: of, no_run: noRun, ...fields } = values;
  localStorage.setItem(KEY, JSON.stringify({ values, waits: true }));
  try {
    const done = await api("diary", { json: { day: of, no_run: noRun === "true", fields } });
    forget();
    location.assign(here(`diary?day=${of}&done=${encodeURIComponent(done.done)}`));
  } catch (error) {
    if (error.status === 0) {
      complain("");
      tellDraft(say("draft_waits"), true);
    } else {
      localStorage.setItem(KEY, JSON.stringify({ values, waits: false }));
      complain(error.message);
    }
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(told());
});
form.addEventListener("input", () => localStorage.setItem(KEY, JSON.stringify({ values: told(), waits: false })));
document.getElementById("draft-forget").addEventListener("click", () => {
  forget();
  location.assign(here(`diary?day=${day}`));
});
document.getElementById("draft-send").addEventListener("click", () => send(stored().values));
window.addEventListener("online", () => stored()?.waits && send(stored().values));

function restore() {
  const found = stored();
  if (!found) return;
  if (found.waits) {
    tellDraft(say("draft_sends", { day: found.values.day }), true);
    send(found.values);
  } else if (found.values.day === day) {
    for (const [name, value] of Object.entries(found.values)) put(name, value);
    tellDraft(say("draft_back"), false);
  }
}

function put(name, value) {
  const field = form.elements[name];
  if (!field || name === "day") return;
  if (field instanceof RadioNodeList) field.value = value;
  else if (field.type === "checkbox") field.checked = value === "true";
  else field.value = value;
  field.closest?.("details")?.setAttribute("open", "");
}

// A day without a run has no distance.
const noRun = document.getElementById("no-run");
const showRun = () => document.querySelectorAll(".of-run").forEach((one) => (one.hidden = noRun.checked));
noRun.addEventListener("change", showRun);

// A watch's file.
const watch = document.getElementById("watch");
watch.hidden = false;
document.getElementById("watch-file").addEventListener("change", (event) => read(event.target.files[0]));
for (const name of ["dragover", "dragleave", "drop"]) {
  watch.addEventListener(name, (event) => {
    event.preventDefault();
    watch.classList.toggle("over", name === "dragover");
    if (name === "drop") read(event.dataTransfer.files[0]);
  });
}

async function read(file) {
  if (!file) return;
  complain("");
  try {
    const name = encodeURIComponent(file.name);
    const run = await api(`diary/run?name=${name}`, { method: "POST", body: file });
    const values = { ...told(), day: run.day || day };
    if (run.km) values.distance_km = String(run.km);
    localStorage.setItem(KEY, JSON.stringify({ values, waits: false }));
    if (run.day && run.day !== day) {
      location.assign(here(`diary?day=${run.day}`));
      return;
    }
    if (run.km) put("distance_km", String(run.km));
    document.getElementById("more").open = true;
    tellDraft(say(run.km ? (run.day ? "watch_read" : "watch_no_day") : "watch_no_km"), false);
  } catch (error) {
    complain(error.message);
  }
}

restore();
showRun();
