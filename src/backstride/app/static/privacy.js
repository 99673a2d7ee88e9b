// A form whose answer takes a while is sent once, and says that it is at work.
import { say, tell } from "./common.js";

for (const form of document.querySelectorAll("form[data-busy]"))
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = say("at_work");
    tell(say("at_work"));
    setTimeout(() => (button.disabled = true)); // after the form is sent
  });
