// A countdown by voice and digits, then a recording that stays in this page.

import { pause, say, tell } from "/static/common.js";

const KINDS = ["video/mp4;codecs=avc1.640028", "video/mp4;codecs=avc1.42E01E", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];

/** What this browser writes, null where it cannot record. */
export const kind = () => globalThis.MediaRecorder && KINDS.find((one) => MediaRecorder.isTypeSupported(one));

/** Whether it can speak. */
export const canSpeak = () => "speechSynthesis" in globalThis;

/** Say it aloud, where the person wants it and the browser can. */
export function speak(text, aloud) {
  if (!aloud || !canSpeak()) return;
  speechSynthesis.cancel();
  speechSynthesis.speak(new SpeechSynthesisUtterance(text));
}

/** Count down. shown(n) gets the seconds left, 0 at the end. False where it was stopped. */
export async function countDown(seconds, shown, aloud, signal) {
  if (seconds) {
    tell(say("starts_in", { count: seconds }));
    speak(say("starts_in", { count: seconds }), aloud);
  }
  for (let left = seconds; left > 0; left -= 1) {
    shown(left);
    if (left <= 3 && left < seconds) speak(String(left), aloud);
    await pause(1000, signal);
    if (signal.aborted) break;
  }
  shown(0);
  return !signal.aborted;
}

/** Record until the time is over or the signal stops it. going(seconds) is told while it lasts.
 * Gives { file, seconds }. */
export async function record(stream, { seconds, bits, name }, going, signal) {
  const mimeType = kind();
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: bits });
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => event.data.size && parts.push(event.data));
  const ended = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
  const from = performance.now();
  const lasted = () => (performance.now() - from) / 1000;
  recorder.start(1000);
  while (!signal.aborted && lasted() < seconds && recorder.state === "recording") {
    going(lasted());
    await pause(Math.min(250, Math.max(0, (seconds - lasted()) * 1000)), signal);
  }
  const took = lasted();
  if (recorder.state !== "inactive") recorder.stop();
  await ended;
  const type = mimeType.split(";")[0];
  const file = new File(parts, `${name}.${type.endsWith("mp4") ? "mp4" : "webm"}`, { type });
  return { file, seconds: took };
}
