// The plan's page: the chosen rung and first day are remembered here; the zone of this device; a clock each.
import { here, person } from "./common.js";
import { Clock } from "./plan_clock.js";

const startForm = document.getElementById("start-form");
const result = startForm.elements.result.value;
const KEY = `backstride.plan.${person}.${result}`;
const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
const keep = (name, value) => {
  kept[name] = value;
  localStorage.setItem(KEY, JSON.stringify(kept));
};

// The first day stays chosen.
if (startForm.dataset.chosen) keep("start", startForm.elements.start.value);
else if (kept.start) location.replace(here(`plan?result=${result}&start=${kept.start}`));

// The calendar in this device's zone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const box = document.getElementById("timezone");
if (zone) {
  box.value = zone;
  document.getElementById("zone-name").textContent = zone;
  box.closest("label").hidden = false;
}

for (const card of document.querySelectorAll(".exercise")) {
  const radios = [...card.querySelectorAll(".rungs input")];
  const chosen = radios.find((one) => one.value === kept[card.dataset.id]);
  if (chosen) chosen.checked = true;
  const rung = () => card.querySelector(`.rung.${radios.find((one) => one.checked).value}`).dataset;
  const clock = new Clock(card.querySelector(".clock"), rung);
  for (const one of radios) {
    one.addEventListener("change", () => {
      keep(card.dataset.id, one.value);
      clock.stop();
    });
  }
}
