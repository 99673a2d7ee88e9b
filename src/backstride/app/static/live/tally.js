// What a practice came to: steps seen, steps inside, time. Numbers only.

import { told_before } from "./fade.js";

export class Tally {
  /** fewest: steps below which no share is told. */
  constructor(fewest) {
    this.fewest = fewest;
    this.all = { steps: 0, inside: 0 };
    this.silent = { steps: 0, inside: 0 };
  }

  /** step: as the line tells it, null where none is told with this picture. told: with feedback. */
  count(step, told) {
    if (!step || step.value === null) return;
    for (const sum of told ? [this.all] : [this.all, this.silent]) {
      sum.steps += 1;
      if (!step.outside) sum.inside += 1;
    }
  }

  /** Of all steps, or of those in silence, null where too few were seen. */
  share({ steps, inside } = this.all) {
    return steps < this.fewest ? null : inside / steps;
  }

  /** As it is kept. */
  session({ cue, number, check, told }, gone_s) {
    return {
      day: day_of(new Date()),
      cue,
      number,
      minutes: Math.round(gone_s / 6) / 10,
      steps: this.all.steps,
      inside_share: this.share(),
      told_share: gone_s > 0 ? Math.min(1, told_before(told, gone_s) / gone_s) : 0,
      check,
    };
  }
}

/** The day where the runner is, as 2026-11-30. */
function day_of(when) {
  const two = (n) => String(n).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
}
