// One practice from its first second to its last: the clock, feedback on and off, steps counted, pauses.

import { say, tell } from "/static/common.js";
import { middle } from "./cadence.js";
import { percent } from "./cues.js";
import { changes_at, clock, shifted, strip, told_at } from "./fade.js";
import { Stage } from "./stage.js";
import { Tally } from "./tally.js";

const LOOK_MS = 200;
const SAID_MS = 6000; // a sentence stays to be read so long
const RATE_MS = 5000; // pictures are counted over so long
const $ = (id) => document.getElementById(id);

export class Practice {
  /** plan: { cue, view, number, minutes, told, check, target }. line: opened here, closed while paused.
   * over: called at the end with what is to be kept. */
  constructor({ plan, line, sound, numbers, calm, over, drawn }) {
    Object.assign(this, { plan, line, sound, over });
    this.target = plan.target;
    this.tally = new Tally(numbers.fewest_steps);
    this.stage = new Stage({ cue: plan.cue, view: plan.view, calm, drawn });
    this.end_s = plan.minutes * 60;
    this.move = strip($("strip"), plan.told, this.end_s);
    this.before_s = 0; // on lines before this one
    this.gone_s = 0; // the practice's own clock: it is the server's, which leaves pauses out
    this.running = false;
    this.fewest_hz = numbers.fewest_hz;
    this.count = { begun_ms: performance.now(), answers: 0 };
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** What the line is opened with: the stretches of feedback that are still to come. */
  hello() {
    this.before_s = this.gone_s;
    const { cue, view, number, check, told } = this.plan;
    return { cue, view, number, check, told: shifted(told, this.gone_s), target: this.target };
  }

  go_on() {
    this.running = true;
    this.count = { begun_ms: performance.now(), answers: 0 };
    this.stage.state("waiting", say("waiting"));
    if (this.line.up) this.line.flow(true);
    else this.line.open(() => this.hello());
    this.buttons();
  }

  /** The line stays open meanwhile, as long as the server lets it. why: the key of a sentence. */
  pause(why = "paused") {
    if (!this.running) return;
    this.stop();
    this.stage.state("waiting", say(why));
    tell(say(why));
    this.buttons();
  }

  stop() {
    this.running = false;
    this.line.flow(false);
    this.stage.clear();
    this.sound?.silence();
  }

  ready({ target, points }) {
    this.target = target ?? this.target;
    this.stage.knows(points);
  }

  answer(answer) {
    if (!this.running) return;
    this.count.answers += 1;
    this.target = answer.target ?? this.target;
    this.gone_s = this.before_s + answer.practised_s;
    this.tally.count(answer.step, answer.tell);
    this.stage.show(answer, this.target);
    this.sound?.warn(answer.tell && answer.inside === false && this.plan.cue !== "cadence");
    if (answer.says) this.says(answer.says);
  }

  says(sentence) {
    this.stage.text("says", sentence);
    clearTimeout(this.said);
    this.said = setTimeout(() => this.stage.text("says", ""), SAID_MS);
    tell(sentence);
    this.sound?.speak(sentence);
  }

  /** What time changes. */
  look() {
    const at_s = this.gone_s;
    if (at_s >= this.end_s) return this.end();
    this.stage.text("left", clock(Math.ceil(this.end_s - at_s)));
    const share = this.tally.share();
    this.stage.text("share", share === null ? "–" : percent(share));
    this.move(at_s);
    if (!this.running) return;
    this.rate();
    const on = told_at(this.plan.told, at_s);
    this.feedback(on, changes_at(this.plan.told, at_s, this.end_s));
    this.sound?.beat(on && this.plan.cue === "cadence" && this.target ? middle(this.target) : null);
  }

  /** A machine that is too busy misses steps: that is said, since nothing else would show why. */
  rate() {
    const { begun_ms, answers } = this.count;
    const gone_ms = performance.now() - begun_ms;
    if (gone_ms < RATE_MS) return;
    const rate = Math.round((1000 * answers) / gone_ms);
    this.stage.text("slow", rate < this.fewest_hz ? say("slow", { rate }) : "");
    this.count = { begun_ms: performance.now(), answers: 0 };
  }

  feedback(on, until_s) {
    const until = clock(until_s);
    const key = !on && this.plan.check && until_s >= this.end_s ? "quiet_check" : !on ? "quiet_says" : until_s >= this.end_s ? "told_end" : "told_says";
    this.stage.text("told-says", say(key, { until }));
    if (this.on !== undefined && this.on !== on) {
      this.sound?.chime(on);
      this.says(say(on ? "began" : "ended_told"));
    }
    this.on = on;
  }

  buttons() {
    $("pause").textContent = say(this.running ? "pause" : "go_on");
  }

  async end() {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    const gone_s = Math.min(this.gone_s, this.end_s);
    this.stop();
    await this.line.close();
    this.over({ session: this.tally.session(this.plan, gone_s), tally: this.tally });
  }
}
