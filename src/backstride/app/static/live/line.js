// The line to the server: opened with what is practised, tried again where it is cut, closed at the end.

import { apiPath } from "/static/common.js";

const TRIES_MS = [300, 1000, 2000, 4000, 8000];
const LET_GO_MS = 5000; // a busy server may take so long to let go
const REFUSED = 4000; // the server said why, so trying again is no use

/** heard: what the page does with { ready, answer, refused(sentence), cut(), gone() }. */
export class Line {
  constructor(camera, heard) {
    this.heard = heard;
    this.tries = 0;
    this.wanted = false;
    this.worker = new Worker("/static/live/worker.js", { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.postMessage({ origin: performance.timeOrigin });
    this.stop = camera.feed(this.worker);
  }

  /** hello: made anew for each try, since time has passed. */
  open(hello) {
    clearTimeout(this.timer);
    this.hello = hello;
    this.wanted = true;
    this.tries = 0;
    this.flow(true);
    this.call();
  }

  /** Pictures go out, or none do while the line stays open. */
  flow(on) {
    this.worker.postMessage({ flows: on });
  }

  call() {
    const address = new URL(apiPath("live/line"), location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.worker.postMessage({ open: { address: address.href, hello: this.hello() } });
    this.up = true;
  }

  hear(said) {
    if (said.ready) {
      this.tries = 0;
      this.heard.ready(said.ready);
    } else if (said.frame !== undefined) this.heard.answer(said);
    else if (said.error) this.sentence = said.error;
    else if (said.closed !== undefined) this.closed(said.closed);
  }

  closed(code) {
    this.up = false;
    this.down?.();
    const sentence = this.sentence;
    this.sentence = null;
    if (!this.wanted) return;
    if (code === REFUSED || sentence) {
      this.wanted = false;
      this.heard.refused(sentence);
    } else if (this.tries < TRIES_MS.length) {
      this.heard.cut();
      this.timer = setTimeout(() => this.wanted && this.call(), TRIES_MS[this.tries]);
      this.tries += 1;
    } else {
      this.wanted = false;
      this.heard.gone();
    }
  }

  /** Hang up; done once the server has let go, so that another line finds it free. */
  async close() {
    this.wanted = false;
    clearTimeout(this.timer);
    if (!this.up) return;
    const down = new Promise((done) => (this.down = done));
    this.worker.postMessage({ close: true });
    await Promise.race([down, new Promise((done) => setTimeout(done, LET_GO_MS))]);
  }

  /** For good. */
  end() {
    this.wanted = false;
    clearTimeout(this.timer);
    this.stop();
    this.worker.terminate();
  }
}
