// Start: files are dropped anywhere, pasted or chosen; then sent as one run, or each as its own.

import { Refused, here, note, say, size, tell } from "/static/common.js";
import { chosenFiles } from "/static/chosen.js";
import { isTable, options } from "/static/facts.js";
import { keepJobsFresh } from "/static/jobs_list.js";
import { begin, deliver, discard, order } from "/static/upload.js";

const at = (id) => document.getElementById(id);
const form = at("measure");
const chosen = chosenFiles(at("rows"), changed);
let going = null; // { stop: AbortController } while files are sent
let cut = null; // an order that was cut and may go on

function changed() {
  const rows = chosen.all();
  const all = size(rows.reduce((sum, row) => sum + row.file.size, 0));
  at("chosen").hidden = !rows.length;
  at("chosen-count").textContent = rows.length === 1 ? say("one_chosen", { size: all }) : say("count_chosen", { count: rows.length, size: all });
  const several = chosen.runs().length > 1;
  at("together").hidden = !several;
  chosen.withRoles(rows.length > 1 && !(several && each()));
  const table = rows.some((row) => isTable(row.file));
  for (const field of form.querySelectorAll(".table-only")) field.hidden = !table;
  if (table) at("facts").open = true;
}

const each = () => !at("together").hidden && form.elements.together.value === "each";

function add(files) {
  if (going || !files.length) return;
  cut = forget(cut);
  note(at("fault"), "");
  note(at("outcome"), "");
  chosen.add(files);
  if (chosen.many()) form.elements.together.value = "each";
  changed();
  tell(at("chosen-count").textContent);
}

function forget(what) {
  at("again").hidden = true;
  if (what) discard(what);
  return null;
}

// --- ways to give files

at("files").addEventListener("change", (event) => {
  add([...event.target.files]);
  event.target.value = "";
});
document.addEventListener("paste", (event) => add([...(event.clipboardData?.files ?? [])]));
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    at("drop-over").textContent = say("drop_over");
    at("drop-over").hidden = false;
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) at("drop-over").hidden = true;
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop-over").hidden = true;
  add([...(event.dataTransfer?.files ?? [])]);
});
for (const radio of form.elements.together) radio.addEventListener("change", changed);
form.addEventListener("invalid", () => (at("facts").open = true), true); // a folded field cannot be shown
form.elements.speed.addEventListener("input", () => form.elements.speed.setCustomValidity(""));

// --- sending

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (going) return;
  note(at("fault"), "");
  note(at("outcome"), "");
  if (!chosen.all().length) return refuse(say("none"));
  const told = options(form);
  if (!told) return;
  cut = forget(cut);
  const kind = event.submitter?.value || "analyze";
  if (each()) await sending(() => batch(kind, told));
  else await sending(() => one(order(chosen.all().map(({ file, role }) => ({ file, role: chosen.all().length > 1 ? role.value : "run" })), kind, told)));
});
at("again").addEventListener("click", () => {
  const what = cut;
  cut = null;
  at("again").hidden = true;
  if (what) sending(() => one(what));
});
at("stop").addEventListener("click", () => going?.stop.abort());
addEventListener("beforeunload", (event) => {
  if (going) event.preventDefault();
});

async function sending(act) {
  going = { stop: new AbortController() };
  note(at("fault"), "");
  at("sending").hidden = false;
  at("act").hidden = true;
  try {
    await act();
  } finally {
    going = null;
    at("sending").hidden = true;
    at("act").hidden = false;
  }
}

function refuse(text) {
  note(at("fault"), text);
  at("files").focus();
}

/** One run of one runner; goes on to its own page when all is sent. */
async function one(what) {
  for (const row of chosen.all()) chosen.mark(row, "");
  try {
    const job = await deliver(what, told((n) => say("file_of", { n: n + 1, count: what.files.length, name: what.files[n].file.name })), going.stop.signal);
    going = null;
    if (job.same_as) await askSame(what, job);
    else location.assign(here(`jobs/${job.id}`));
  } catch (error) {
    await failed(what, error);
  }
}

async function failed(what, error) {
  if (error.name === "AbortError") {
    await discard(what);
    return note(at("outcome"), say("stopped"));
  }
  if (!(error instanceof Refused)) throw error;
  if (error.status === 0) {
    cut = what;
    at("again").hidden = false;
  } else {
    await discard(what);
    if (error.file !== undefined && chosen.all().length > 1) chosen.mark(chosen.all()[error.file], error.message, true);
  }
  note(at("fault"), error.message);
}

/** What deliver() tells: the file by its name, the bytes as a bar. */
function told(named) {
  return {
    file: (n) => (at("sending-file").textContent = named(n)),
    again: () => (at("sending-size").textContent = say("tried")),
    sent(bytes, all) {
      at("sending-bar").value = all ? bytes / all : 1;
      at("sending-size").textContent = bytes >= all ? say("sent_all") : say("sent_of", { sent: size(bytes), all: size(all) });
    },
  };
}

async function askSame(what, job) {
  const dialog = at("same");
  const row = document.querySelector(`[data-job="${job.same_as}"] time`);
  at("same-says").textContent = at("same-says").dataset.says.replace("{day}", row?.textContent ?? "");
  at("same-open").href = here(`jobs/${job.same_as}`);
  const answer = await new Promise((done) => {
    at("same-again").onclick = () => done("again");
    at("same-open").onclick = (event) => (event.preventDefault(), done("open"));
    dialog.oncancel = () => done("none");
    dialog.showModal();
  });
  dialog.close();
  if (answer === "again") {
    const begun = await begin(job);
    location.assign(here(`jobs/${begun.id}`));
    return;
  }
  await discard(what);
  if (answer === "open") location.assign(at("same-open").href);
}

/** Each file its own run; what is refused keeps its reason and does not hold up the others. */
async function batch(kind, facts) {
  const rows = chosen.all().filter((row) => !row.taken);
  if (!rows.length) return refuse(say("none"));
  const count = { taken: 0, before: 0, failed: 0 };
  for (const row of rows) chosen.mark(row, say("waits"));
  for (const [n, row] of rows.entries()) {
    if (going.stop.signal.aborted) break;
    const became = await alone(row, kind, facts, () => say("file_of", { n: n + 1, count: rows.length, name: row.file.name }));
    count[became] += 1;
  }
  const said = [say("batch_done", { taken: count.taken, count: rows.length })];
  if (count.before) said.push(say("batch_before", { count: count.before }));
  if (count.failed) said.push(say("batch_failed", { count: count.failed }));
  note(at("outcome"), going.stop.signal.aborted ? say("stopped") : said.join(" "));
  fresh.soon();
}

async function alone(row, kind, facts, named) {
  const what = order([{ file: row.file, role: "run" }], kind, facts);
  chosen.mark(row, say("sending"));
  try {
    const job = await deliver(what, told(named), going.stop.signal);
    row.taken = true;
    chosen.mark(row, job.same_as ? say("before") : say("taken"));
    if (!job.same_as) return "taken";
    await discard(what);
    return "before";
  } catch (error) {
    await discard(what);
    chosen.mark(row, error.name === "AbortError" ? say("waits") : error.message, error.name !== "AbortError");
    return "failed";
  }
}

const fresh = keepJobsFresh(at("jobs"));
