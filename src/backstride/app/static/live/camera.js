// The camera: asked for, shown, handed to the line, let go. What is wrong with it is named by the key of a sentence.

const WANTED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
const FAULTS = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "camera_none",
  OverconstrainedError: "camera_none",
  NotReadableError: "camera_busy",
  AbortError: "camera_other",
};

class CameraFault extends Error {}

export class Camera {
  /** facing: which way the lens of a phone looks. lost: called when the camera goes away by itself. */
  static async open(video, facing, lost) {
    if (!window.isSecureContext) throw new CameraFault("camera_unsafe");
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraFault("camera_none");
    if (!window.OffscreenCanvas || !video.requestVideoFrameCallback) throw new CameraFault("camera_old");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, facingMode: { ideal: facing } } });
    } catch (error) {
      throw new CameraFault(FAULTS[error.name] ?? "camera_other");
    }
    return new Camera(video, stream, lost);
  }

  constructor(video, stream, lost) {
    this.video = video;
    this.stream = stream;
    [this.track] = stream.getVideoTracks();
    this.track.addEventListener("ended", lost);
    video.srcObject = stream;
    video.play().catch(() => {}); // asks for a tap on some phones: the person has just tapped
  }

  /** Hand every picture to the worker; gives what ends that. */
  feed(worker) {
    return "MediaStreamTrackProcessor" in window ? this.stream_to(worker) : this.pictures_to(worker);
  }

  stream_to(worker) {
    const track = this.track.clone();
    const stream = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable;
    worker.postMessage({ stream }, [stream]);
    return () => track.stop();
  }

  /** Where a page cannot hand over the stream: picture by picture, none while the last is being made. */
  pictures_to(worker) {
    let on = true;
    let free = true;
    worker.addEventListener("message", ({ data }) => (free = free || Boolean(data.free)));
    const next = (now, { captureTime }) => {
      if (!on) return;
      this.video.requestVideoFrameCallback(next);
      if (!free) return;
      free = false;
      createImageBitmap(this.video).then(
        (picture) => worker.postMessage({ picture, at_ms: captureTime ?? now }, [picture]),
        () => (free = true),
      );
      setTimeout(() => (free = true), 500); // the worker dropped it without a word
    };
    this.video.requestVideoFrameCallback(next);
    return () => (on = false);
  }

  close() {
    for (const track of this.stream.getTracks()) track.stop();
    this.video.srcObject = null;
  }
}

/** Keep the screen on while somebody runs in front of it; gives what lets it sleep again. */
export async function stay_awake() {
  try {
    const lock = await navigator.wakeLock?.request("screen");
    return () => lock?.release().catch(() => {});
  } catch {
    return () => {}; // not granted, for example on low battery
  }
}
