// Sound: the beat of a metronome, a soft tone outside the border, a voice. All made here, nothing is loaded.

const AHEAD_S = 0.25; // beats are set this far ahead, so that a busy page does not make them stumble
const BEAT_HZ = [880, 660]; // left and right foot
const TONE_HZ = 220;

export class Sound {
  constructor() {
    this.context = new AudioContext();
    this.loud = this.context.createGain();
    this.loud.connect(this.context.destination);
    this.tone = this.context.createGain();
    this.tone.gain.value = 0;
    this.tone.connect(this.loud);
    const hum = new OscillatorNode(this.context, { frequency: TONE_HZ, type: "sine" });
    hum.connect(this.tone);
    hum.start();
    this.on = true;
    this.volume = 0.6;
    this.beats = 0;
    this.set();
  }

  set({ on = this.on, volume = this.volume } = {}) {
    Object.assign(this, { on, volume });
    this.loud.gain.setTargetAtTime(on ? volume ** 2 : 0, this.context.currentTime, 0.03);
    if (!on) window.speechSynthesis?.cancel();
  }

  /** Whether the soft tone is heard. */
  warn(outside) {
    if (this.warns === outside) return;
    this.warns = outside;
    this.tone.gain.setTargetAtTime(outside ? 0.25 : 0, this.context.currentTime, 0.08);
  }

  /** Keep the beat going at so many steps a minute, null for silence; call often. */
  beat(per_minute) {
    const now = this.context.currentTime;
    if (!per_minute) {
      this.next = null;
      return;
    }
    if (!this.next || this.next < now) this.next = now + 0.05;
    while (this.next < now + AHEAD_S) {
      this.tick(this.next, BEAT_HZ[this.beats % 2]);
      this.beats += 1;
      this.next += 60 / per_minute;
    }
  }

  tick(at_s, hz) {
    const wave = new OscillatorNode(this.context, { frequency: hz, type: "triangle" });
    const shape = new GainNode(this.context, { gain: 0 });
    wave.connect(shape).connect(this.loud);
    shape.gain.setValueAtTime(0.0001, at_s);
    shape.gain.exponentialRampToValueAtTime(0.6, at_s + 0.004);
    shape.gain.exponentialRampToValueAtTime(0.0001, at_s + 0.06);
    wave.start(at_s);
    wave.stop(at_s + 0.07);
  }

  /** A short, bright or low note: feedback began, or ended. */
  chime(up) {
    const now = this.context.currentTime;
    this.tick(now + 0.01, up ? 523 : 392);
    this.tick(now + 0.16, up ? 784 : 262);
  }

  /** Say a sentence, where the browser can and the runner wants it. */
  speak(text) {
    if (!this.on || !this.voice || !window.speechSynthesis) return;
    window.speechSynthesis.cancel();
    const said = new SpeechSynthesisUtterance(text);
    said.volume = this.volume;
    window.speechSynthesis.speak(said);
  }

  silence() {
    this.warn(false);
    this.next = null;
    window.speechSynthesis?.cancel();
  }

  close() {
    this.silence();
    this.context.close();
  }
}
