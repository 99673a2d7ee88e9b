// Keys for the safety questions: y, n, s, the left arrow; figures tick lines. They can be turned off.

const OFF = "backstride.keys-off";
const toggle = document.getElementById("keys");
const ticks = [...document.querySelectorAll("input[name=sign]")];
const CLICKS = { y: "yes", n: "no", s: "skip", ArrowLeft: "back" };

toggle.closest("label").hidden = !matchMedia("(hover: hover)").matches;
toggle.checked = localStorage.getItem(OFF) === null;
toggle.addEventListener("change", () => {
  if (toggle.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

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
