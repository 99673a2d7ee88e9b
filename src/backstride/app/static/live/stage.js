// The stage: the cue's picture in its trust border, with a word and a mark that say the same as the colour.

import { say } from "/static/common.js";
import { TROUBLE } from "./box.js";
import { PICTURES, border_of, shown, unit_words } from "./cues.js";

const MARKS = { inside: "✓", outside: "✕", lost: "?", measuring: "…", quiet: "◦", waiting: "…" };
const FEW = 0.05; // share of a new frame in what is remembered
const $ = (id) => document.getElementById(id);

export class Stage {
  /** drawn: called with the answer once its picture is on the page. */
  constructor({ cue, view, calm, drawn }) {
    this.drawn = drawn;
    this.picture = new PICTURES[cue]($("picture"), { view, calm });
    this.texts = {};
    this.feet = [];
    this.ahead = 0;
    this.state("waiting", "");
  }

  /** Show an answer with the next frame of the screen; of several only the last. */
  show(answer, target) {
    this.step = answer.step ?? this.step;
    this.next = { answer, target };
    this.waits ??= requestAnimationFrame((now_ms) => this.paint(now_ms));
  }

  paint(now_ms) {
    this.waits = null;
    const { answer, target } = this.next;
    const told = { value: answer.value, tip: answer.tip, target, outside: answer.inside === false, facing: this.facing(answer), step: this.step, now_ms };
    this.step = null;
    if (answer.tell) this.picture.draw(told); // first: the word asks the picture which way
    this.look(answer, told);
    this.numbers(answer.tell ? answer.value : null, target);
    this.drawn?.(answer);
  }

  look({ state, tell, value }, told) {
    if (TROUBLE.includes(state)) this.state("lost", say(state === "nobody" ? "lost" : state));
    else if (state === "settling" || state === "counting" || (tell && value === null)) this.state("measuring", say("measuring"));
    else if (!tell) this.state("quiet", say("quiet"));
    else this.state(state, this.picture.word(told));
  }

  /** 1 where the runner runs to the right of the picture, -1 to the left: told by where the toes point. */
  facing({ points }) {
    for (const [heel, toe] of this.feet) {
      if (points[heel] && points[toe]) this.ahead += FEW * (Math.sign(points[toe][0] - points[heel][0]) - this.ahead);
    }
    return this.ahead < 0 ? -1 : 1;
  }

  /** names: of the points of every answer. */
  knows(names) {
    this.feet = ["left", "right"].map((side) => [names.indexOf(`heel_${side}`), names.indexOf(`toe_${side}`)]);
  }

  /** name: of the border's look. word: what it says. */
  state(name, word) {
    if (this.name !== name) {
      this.name = name;
      $("stage").dataset.state = name;
      $("stage").querySelector(".icon").textContent = MARKS[name];
    }
    this.text("word", word);
  }

  numbers(value, target) {
    const now = value === null || !target ? "" : say("now", { value: shown(value, target.unit), unit: unit_words(target.unit) });
    this.text("number", now);
    this.text("border", target ? say("border", border_of(target)) : "");
  }

  /** Only what changed is written: each write is a new layout. */
  text(id, text) {
    if (this.texts[id] === text) return;
    this.texts[id] = text;
    $(id).textContent = text;
  }

  clear() {
    cancelAnimationFrame(this.waits);
    this.waits = null;
  }
}
