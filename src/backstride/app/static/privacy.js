// A form whose answer takes a while is sent once, and says that it is at work. Where everything of a person was
// deleted, what the diary and the plan left in this browser goes too: a draft would be sent again by itself.
import { person, say, tell } from "./common.js";

if (document.querySelector("[data-forget]"))
  for (const key of Object.keys(localStorage))
    if (key === `backstride.diary.${person}` || key.startsWith(`backstride.plan.${person}.`)) localStorage.removeItem(key);

for (const form of document.querySelectorAll("form[data-busy]"))
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = say("at_work");
    tell(say("at_work"));
    setTimeout(() => (button.disabled = true)); // after the form is sent
  });
