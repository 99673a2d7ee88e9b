// The end of a practice: what it came to, what is next, and whether it is kept.

import { api, el, note, say } from "/static/common.js";
import { percent } from "./cues.js";

const $ = (id) => document.getElementById(id);

/** result: { session, tally }. */
export function done({ session, tally }, numbers) {
  const share = (sum) => {
    const part = tally.share(sum);
    return part === null ? say("too_few") : say("of_steps", { share: percent(part), ...sum });
  };
  $("result").replaceChildren(
    row("row_inside", share(tally.all)),
    ...(tally.silent.steps ? [row("row_silent", share(tally.silent))] : []),
    row("row_steps", tally.all.steps),
    row("row_minutes", session.minutes),
    row("row_told", percent(session.told_share)));
  $("advice").textContent = say(advice(session.check ? tally.share(tally.silent) : session.inside_share, session.check, numbers));
  $("next-day").textContent = next_day(session, numbers);
  $("keep").addEventListener("click", () => keep(session));
}

const row = (key, value) => el("tr", {}, el("th", { scope: "row" }, say(key)), el("td", {}, String(value)));

/** The key of what to do next. share: of steps inside, those in silence where this was a check. */
function advice(share, check, { good_share, fair_share }) {
  if (share === null) return "next_unknown";
  if (check) return share >= good_share ? "next_check_good" : "next_check_few";
  if (share >= good_share) return "next_good";
  return share >= fair_share ? "next_some" : "next_few";
}

function next_day({ number }, { sessions, days_between, days_to_check }) {
  const last = number >= sessions;
  const when = new Date();
  when.setDate(when.getDate() + (last ? days_to_check : days_between));
  const day = when.toLocaleDateString("en", { weekday: "long", day: "numeric", month: "long" });
  return last ? say("next_check", { day }) : say("next_day", { number: number + 1, of: sessions, day });
}

async function keep(session) {
  $("keep").disabled = true;
  try {
    await api("live/sessions", { json: session });
    $("keep-says").textContent = say("kept");
  } catch (refused) {
    $("keep").disabled = false;
    note($("fault"), refused.message);
  }
}
