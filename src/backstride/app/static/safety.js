// Keys for the safety questions: y, n, s, the left arrow; figures tick lines. They can be turned off.

import { keySwitch } from "./key_switch.js";

const toggle = document.getElementById("keys");
const ticks = [...document.querySelectorAll("input[name=sign]")];
const CLICKS = { y: "yes", n: "no", s: "skip", ArrowLeft: "back" };

keySwitch(toggle);

document.addEventListener("keydown", (event) => {
  if (!toggle.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const wanted = document.getElementById(CLICKS[event.key.length === 1 ? event.key.toLowerCase() : event.key]);
  const tick = ticks[Number(event.key) - 1];
  if (wanted) wanted.click();
  else if (tick) tick.click();
  else return;
  event.preventDefault();
});
