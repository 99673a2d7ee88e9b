// The list of jobs stays true while something in it still moves: the page is asked for again and its list put in.

import { pause, say, tell } from "/static/common.js";

const EVERY_MS = 2000;
const HIDDEN_MS = 15000;

/** Keep this section fresh. Gives { soon() }: look now, something was begun. */
export function keepJobsFresh(section) {
  let wake = new AbortController();
  const moves = () => Number(section.dataset.open) > 0;

  async function round() {
    for (;;) {
      while (!moves() && !wake.signal.aborted) await pause(3600_000, wake.signal);
      await pause(document.hidden ? HIDDEN_MS : EVERY_MS, wake.signal);
      wake = new AbortController();
      await look();
    }
  }

  async function look() {
    // Nobody's list is changed under their fingers.
    if (section.contains(document.activeElement) || section.querySelector(".job-drop[open]")) return;
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const other = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(section.id);
    if (!other) return;
    const news = changes(states(section), states(other));
    const open = section.querySelector(":scope > details")?.open;
    section.replaceChildren(...other.childNodes);
    section.dataset.open = other.dataset.open;
    const more = section.querySelector(":scope > details");
    if (more && open) more.open = true;
    if (news) tell(news);
  }

  round();
  return { soon: () => wake.abort() };
}

const states = (section) =>
  new Map([...section.querySelectorAll("[data-job]")].map((row) => [row.dataset.job, row]));

/** The first job that came to its end since, as a sentence; nothing is said of those that only moved on. */
function changes(before, after) {
  for (const [id, row] of after) {
    const was = before.get(id)?.dataset.state;
    const ended = ["done", "checked", "failed"].includes(row.dataset.state);
    if (was && was !== row.dataset.state && ended) {
      return say("jobs_news", { name: row.dataset.name, state: row.querySelector(".pill").textContent });
    }
  }
  return "";
}
