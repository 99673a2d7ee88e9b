// A clock for sets, holds and rests: counts down, can be paused, beeps, and says only what changes.
import { say } from "./common.js";

/** The phases of one exercise. Each has seconds, or null where the runner says when it is done. */
function phasesOf(rung, pauses) {
  const { sets, repeats, hold, sides, rest } = Object.fromEntries(
    Object.entries(rung).map(([name, value]) => [name, Number(value)]),
  );
  const phases = [{ kind: "ready", seconds: pauses.ready, text: say("ready") }];
  for (let set = 1; set <= sets; set += 1) {
    for (let side = 1; side <= sides; side += 1) {
      if (side > 1) phases.push({ kind: "side", seconds: pauses.side, text: say("change_sides") });
      const which = sides > 1 ? `, ${say(side > 1 ? "second_side" : "first_side")}` : "";
      const head = `${say("set", { set, sets })}${which}`;
      if (!hold) {
        phases.push({ kind: "work", seconds: null, text: `${say("work", { set, sets, repeats })}${which}` });
        continue;
      }
      for (let number = 1; number <= repeats; number += 1) {
        if (number > 1) phases.push({ kind: "between", seconds: pauses.between, text: say("let_go") });
        const held = repeats > 1 ? say("hold_many", { number, of: repeats }) : say("hold");
        phases.push({ kind: "hold", seconds: hold, text: `${held}. ${head}` });
      }
    }
    if (set < sets && rest) phases.push({ kind: "rest", seconds: rest, text: say("rest") });
  }
  return phases;
}

export class Clock {
  #left = 0;
  #at = -1;
  #ends = 0;
  #timer = null;
  #sound = null;
  #heard = 0;

  constructor(root, rung) {
    this.root = root;
    this.rung = rung;
    for (const name of ["left", "says", "bar", "go", "done", "skip", "stop", "sound"]) {
      this[name === "stop" ? "end" : name] = root.querySelector(`.clock-${name}`);
    }
    this.go.addEventListener("click", () => this.#press());
    this.done.addEventListener("click", () => this.#next());
    this.skip.addEventListener("click", () => this.#next());
    this.end.addEventListener("click", () => this.stop());
    root.hidden = false;
  }

  stop(text = "") {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#at = -1;
    this.root.classList.toggle("runs", text !== "");
    this.left.textContent = "";
    this.says.textContent = text;
    this.bar.value = text ? 1 : 0;
    this.go.textContent = this.go.dataset.start;
    this.go.hidden = false;
    for (const one of [this.done, this.skip, this.end]) one.hidden = true;
  }

  #press() {
    if (this.#at < 0) {
      const { ready, side, between, beeps } = this.root.dataset;
      this.phases = phasesOf(this.rung(), { ready: +ready, side: +side, between: +between });
      this.beeps = +beeps;
      this.skip.hidden = this.end.hidden = false;
      this.root.classList.add("runs");
      this.#wake();
      this.#next();
    } else if (this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
      this.#left = this.#ends - performance.now();
      this.go.textContent = this.go.dataset.on;
    } else {
      this.#run(this.#left);
    }
  }

  #next() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#at += 1;
    const phase = this.phases[this.#at];
    if (!phase) {
      this.#beep(3);
      this.stop(say("over"));
      return;
    }
    this.says.textContent = phase.text;
    this.bar.value = this.#at / this.phases.length;
    const open = phase.seconds === null;
    const moved = document.activeElement === this.go || document.activeElement === this.done;
    this.done.hidden = !open;
    this.go.hidden = open;
    if (moved) (open ? this.done : this.go).focus();
    this.left.textContent = "";
    if (phase.kind === "hold" || phase.kind === "work") this.#beep(2);
    if (!open) this.#run(phase.seconds * 1000);
  }

  #run(left) {
    this.#ends = performance.now() + left;
    this.#heard = Infinity;
    this.go.textContent = this.go.dataset.pause;
    this.#timer = setInterval(() => this.#tick(), 100);
    this.#tick();
  }

  #tick() {
    const seconds = Math.ceil((this.#ends - performance.now()) / 1000);
    if (seconds <= 0) {
      this.#next();
      return;
    }
    this.left.textContent = seconds;
    if (seconds <= this.beeps && seconds < this.#heard) this.#beep(1);
    this.#heard = Math.min(this.#heard, seconds);
  }

  #wake() {
    this.#sound ??= new AudioContext();
    this.#sound.resume();
  }

  /** 1: a second passes; 2: it begins; 3: all is done. */
  #beep(kind) {
    if (!this.sound.checked || !this.#sound) return;
    const at = this.#sound.currentTime;
    const tone = this.#sound.createOscillator();
    const volume = this.#sound.createGain();
    tone.frequency.value = [0, 660, 880, 1046][kind];
    volume.gain.setValueAtTime(0.15, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + [0, 0.12, 0.25, 0.6][kind]);
    tone.connect(volume).connect(this.#sound.destination);
    tone.start(at);
    tone.stop(at + 0.6);
  }
}
