// The camera: asked for, counted, looked at. Frames stay in this page.

import { say } from "/static/common.js";

const FAULTS = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy" };

/** Why there is no camera, as a sentence. */
const why = (error) => say(FAULTS[error.name] ?? "missing");

/** Turn a camera on: the one behind the phone unless another is named, at the highest rate it gives.
 * Throws Error with a sentence. */
export async function turnOn(limits, deviceId = "") {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error(say(isSecureContext ? "missing" : "insecure"));
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  const size = { width: { ideal: limits.wide }, height: { ideal: limits.high } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size, frameRate: { ideal: limits.rate } } });
  } catch (error) {
    throw new Error(why(error));
  }
}

/** The cameras there are; names are known only once one was allowed. */
export async function cameras() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === "videoinput").map((one, n) => ({ id: one.deviceId, name: one.label || say("camera_named", { n: n + 1 }) }));
}

/** Count the frames that arrive: told(rate) twice a second, from the last two seconds. Gives a function that stops. */
export function countFrames(video, told) {
  if (!video.requestVideoFrameCallback) {
    told(video.srcObject.getVideoTracks()[0].getSettings().frameRate ?? null);
    return () => {};
  }
  const seen = []; // [time in s, frames presented so far]
  let going = true;
  let said = 0;
  const next = (now_ms, frame) => {
    if (!going) return;
    const now_s = now_ms / 1000;
    seen.push([now_s, frame.presentedFrames]);
    while (now_s - seen[0][0] > 2) seen.shift();
    const [first_s, first] = seen[0];
    if (now_s - first_s > 1 && now_s - said > 0.5) {
      told((frame.presentedFrames - first) / (now_s - first_s));
      said = now_s;
    }
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
  return () => (going = false);
}

const WIDE = 32;
const HIGH = 18;

/** The mean brightness of the picture, 0 to 255; null before there is one. */
export function brightness(video) {
  if (!video.videoWidth) return null;
  brightness.canvas ??= Object.assign(document.createElement("canvas"), { width: WIDE, height: HIGH });
  const pen = brightness.canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0, WIDE, HIGH);
  const { data } = pen.getImageData(0, 0, WIDE, HIGH);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2];
  return sum / (WIDE * HIGH);
}
