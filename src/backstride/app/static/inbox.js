// The list of people: tick all of a page; files of several people, each with the label typed before it was dropped.

import { Refused, el, note, say, size } from "./common.js";
import { deliver, discard, order } from "./upload.js";

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

async function sendOne(parts) {
  const label = parts[0].label.value.trim();
  if (!label) throw new Refused(say("no_label"));
  const files = parts.map(({ file }) => ({ file, role: "run" }));
  const what = order(files, "analyze", {}, `/api/p/${encodeURIComponent(label)}/jobs`);
  let part;
  const on = {
    file: (n) => (part = parts[n]),
    sent: (bytes, all) => (part.state.textContent = say("sending", { percent: Math.floor((100 * bytes) / (all || 1)) })),
  };
  try {
    const begun = await deliver(what, on);
    for (const one of parts) finished(one, label, begun);
  } catch (error) {
    await discard(what); // nothing half sent stays behind
    throw error;
  }
}

function finished(part, label, job) {
  part.sent = true;
  part.label.disabled = true;
  const path = `/p/${encodeURIComponent(label)}/jobs/${job.id}`;
  part.state.replaceChildren(`${say(job.same_as ? "same" : "sent")} `, el("a", { href: path }, say("open")));
}

async function sendAll() {
  const open = orders();
  if (!open.length) return note(warning, say("nothing"));
  send.disabled = true;
  let sent = 0, failed = 0;
  for (const parts of open) {
    try {
      await sendOne(parts);
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
