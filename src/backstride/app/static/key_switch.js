// Single keys that act can be turned off (WCAG 2.1.4), and stay so on every page of this browser.

const OFF = "backstride.keys-off";

/** A tick box becomes that switch; hidden where there is no keyboard to speak of. */
export function keySwitch(toggle) {
  toggle.closest("label").hidden = !matchMedia("(hover: hover)").matches;
  toggle.checked = localStorage.getItem(OFF) === null;
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
