// What the app adds to the player: keys on the whole page, a cover over the head, links to a moment.
import { HeadCover } from "./player_cover.js";
import { say, tell } from "./common.js";

const root = document.querySelector(".player");
const slider = root.querySelector(".player-slider");
const data = JSON.parse(root.dataset.run);
const button = (name) => document.querySelector(`[data-beyond=${name}]`);
const cover = new HeadCover(root.querySelector(".player-overlay"), data);
const compare = document.querySelector(".beyond").dataset.compare;

function toggleCover() {
  const on = button("cover").getAttribute("aria-pressed") !== "true";
  button("cover").setAttribute("aria-pressed", on);
  cover.show(on);
  tell(say(on ? "covered" : "uncovered"));
}

function toggleSides() {
  const open = button("sides").getAttribute("aria-expanded") !== "true";
  button("sides").setAttribute("aria-expanded", open);
  const text = document.getElementById("sides-text");
  text.hidden = !open;
  if (open) text.focus();
}

const OWN = {
  f: toggleCover,
  s: toggleSides,
  c: () => {
    if (compare) location.assign(compare);
  },
};

// A key that is not typed into a field and is not held with others.
const free = (event) =>
  !event.metaKey && !event.ctrlKey && !event.altKey && !event.target.closest("input, select, textarea, dialog, [popover]");
const everywhere = () => document.getElementById("everywhere").checked;

function pressed(event) {
  if (event.defaultPrevented || !event.isTrusted || !free(event)) return;
  const inside = root.contains(event.target);
  if (!inside && !everywhere()) return;
  const own = OWN[event.key.toLowerCase()];
  if (own) {
    event.preventDefault();
    own();
  } else if (!inside && !(event.key === " " && event.target.closest("button, a, summary"))) {
    const { key, shiftKey } = event;
    const passed = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
    if (!slider.dispatchEvent(passed)) event.preventDefault(); // the player knew the key
  }
}

function framed() {
  const frame = Number(root.dataset.frame);
  cover.draw(frame);
  button("moment").href = `#t=${(data.time_s[frame] / data.slow_motion).toFixed(3)}`;
}

new MutationObserver(framed).observe(root, { attributes: true, attributeFilter: ["data-frame"] });
document.addEventListener("keydown", pressed);
button("cover").addEventListener("click", toggleCover);
button("sides").addEventListener("click", toggleSides);
