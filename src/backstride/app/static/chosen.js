// The files a person chose, as rows: what each shows, and what became of it.

import { el, say, size } from "/static/common.js";

const MOST_TOGETHER = 4; // more clips than this are hardly one run

/** The list of chosen files. changed() is called whenever it changes. */
export function chosenFiles(list, changed) {
  let rows = [];

  const named = (key) => list.dataset[key];
  const roles = () => ["run", "standing", "forces"].map((key) => el("option", { value: key }, named(key)));

  function add(files) {
    for (const file of files) {
      if (rows.some((row) => same(row.file, file))) continue;
      rows.push(made(file));
    }
    draw();
  }

  function made(file) {
    const says = el("p", { class: "row-says" });
    const role = el("select", { "aria-label": say("role_of", { name: file.name }), change: changed }, ...roles());
    const away = el("button", { type: "button", class: "small quiet", "aria-label": say("remove_file", { name: file.name }) }, named("remove"));
    const item = el("li", {}, el("span", {}, el("span", { class: "row-name" }, file.name), " ", el("small", {}, size(file.size))), away);
    item.append(el("span", { class: "row-role" }, role), says);
    const row = { file, item, role, says, taken: false };
    away.addEventListener("click", () => remove(row));
    return row;
  }

  function remove(row) {
    const at = rows.indexOf(row);
    rows = rows.filter((one) => one !== row);
    draw();
    const near = rows[Math.min(at, rows.length - 1)];
    (near?.item.querySelector("button") ?? document.getElementById("files")).focus();
  }

  function draw() {
    list.replaceChildren(...rows.map((row) => row.item));
    changed();
  }

  /** Show or hide the choice of roles, which only several files of one run need. */
  function withRoles(shown) {
    for (const row of rows) row.role.parentElement.hidden = !shown;
  }

  /** Say under a file what became of it. */
  function mark(row, text, refused = false) {
    row.says.textContent = text;
    row.says.classList.toggle("refused", refused);
  }

  return {
    add,
    mark,
    withRoles,
    all: () => rows,
    runs: () => rows.filter((row) => row.role.value === "run"),
    many: () => rows.length > MOST_TOGETHER,
    clear: () => ((rows = []), draw()),
  };
}

const same = (one, other) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
