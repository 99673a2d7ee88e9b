// The list of people: tick all of a page; files of several people, each with the label typed before it was dropped.

import { Refused, api, el, note, say, sentence, size } from "./common.js";

const all = document.getElementById("all-of-them");
if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const one of document.querySelectorAll("[name=who]:not(:disabled)")) one.checked = all.checked;
  });
}

const whose = document.getElementById("whose");
const drop = document.getElementById("drop");
const list = document.getElementById("chosen");
const warning = document.getElementById("batch-note");
const send = document.getElementById("send");
const together = document.getElementById("together");
const rows = [];
document.getElementById("batch-body").hidden = false;

function add(files) {
  const label = whose.value.trim();
  if (!label) {
    note(warning, say("no_label"));
    whose.focus();
    return;
  }
  note(warning, "");
  for (const file of files) rows.push(row(file, label));
}

/** One file with its label, which may still be changed. */
function row(file, label) {
  const made = { file, sent: false };
  made.label = el("input", { value: label, maxlength: 80, "aria-label": say("whose", { name: file.name }) });
  made.state = el("span", { class: "state small", role: "status" }, say("waiting"));
  const out = el("button", { type: "button", class: "small", "aria-label": say("remove", { name: file.name }), click: () => { made.line.remove(); rows.splice(rows.indexOf(made), 1); } }, "×");
  made.line = el("li", { class: "row" }, el("span", {}, say("file_of", { name: file.name, size: size(file.size) })), el("span", { class: "field" }, made.label), out, made.state);
  list.append(made.line);
  return made;
}

/** Files with one label are one run where that is ticked, else each is one. */
function orders() {
  const open = rows.filter((one) => !one.sent);
  if (!together.checked) return open.map((one) => [one]);
  return Object.values(Object.groupBy(open, (one) => one.label.value.trim()));
}

async function deliver(parts) {
  const label = parts[0].label.value.trim();
  if (!label) throw new Refused(say("no_label"));
  const home = `/api/p/${encodeURIComponent(label)}/jobs`;
  const files = parts.map(({ file }) => ({ name: file.name, bytes: file.size, role: "run" }));
  const job = await api(home, { json: { kind: "analyze", files, options: {} } });
  try {
    for (const [number, part] of parts.entries()) await put(`${home}/${job.id}/files/${number}`, part);
    const begun = await api(`${home}/${job.id}/start`, { method: "POST" });
    for (const part of parts) finished(part, label, begun);
  } catch (error) {
    await api(`${home}/${job.id}`, { method: "DELETE" }).catch(() => null); // nothing half sent stays behind
    throw error;
  }
}

function finished(part, label, job) {
  part.sent = true;
  part.label.disabled = true;
  const path = `/p/${encodeURIComponent(label)}/jobs/${job.id}`;
  part.state.replaceChildren(`${say(job.same_as ? "same" : "sent")} `, el("a", { href: path }, say("open")));
}

function put(path, part) {
  return new Promise((done, fail) => {
    const asked = new XMLHttpRequest();
    asked.open("PUT", path);
    asked.setRequestHeader("Content-Type", "application/octet-stream");
    asked.setRequestHeader("Accept", "application/json");
    asked.upload.addEventListener("progress", ({ loaded }) => {
      part.state.textContent = say("sending", { percent: Math.floor((100 * loaded) / (part.file.size || 1)) });
    });
    asked.addEventListener("load", () => (asked.status < 300 ? done() : fail(new Refused(sentence(asked.responseText, asked.status), asked.status))));
    asked.addEventListener("error", () => fail(new Refused(say("cut"))));
    asked.send(part.file);
  });
}

async function sendAll() {
  const open = orders();
  if (!open.length) return note(warning, say("nothing"));
  send.disabled = true;
  let sent = 0, failed = 0;
  for (const parts of open) {
    try {
      await deliver(parts);
      sent += parts.length;
    } catch (error) {
      failed += parts.length;
      for (const part of parts) part.state.textContent = error.message;
    }
  }
  send.disabled = false;
  note(warning, failed ? say("some_failed", { count: sent, failed }) : say("done", { count: sent }));
  return undefined;
}

send.addEventListener("click", sendAll);
document.getElementById("files").addEventListener("change", (event) => {
  add([...event.target.files]);
  event.target.value = "";
});
for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.toggle("over", over); });
drop.addEventListener("drop", (event) => add([...event.dataTransfer.files]));
