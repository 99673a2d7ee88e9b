// Beside the page, so that neither waits for the other: camera pictures become JPEG and go out on the line, answers
// come back. At most two pictures are under way; one that comes meanwhile is dropped, never queued.

const LONG_SIDE = 640; // px, what the server's body finder was measured with
const QUALITY = 0.7;
const UNDER_WAY = 2;
const HEAD = 12; // bytes: capture time (float64), number of the frame (uint32)

const STALLED_MS = 5000; // no answer in so long: the line is dead, though nobody said so

let socket = null; // open and greeted
let called = null; // the newest, whatever its state
const under = new Map(); // pictures under way, by number: [when taken up, when sent]
let number = 0;
let origin = 0; // ms from the page's clock to this one
let lag = Infinity; // ms from the camera's clock to this one: the quickest delivery seen
let busy = false;
let flows = true; // false while paused: the line stays, no picture goes out
let canvas = null;
let pen = null;

self.onmessage = ({ data }) => {
  if (data.origin !== undefined) origin = performance.timeOrigin - data.origin;
  if (data.open) open(data.open);
  if (data.close) called?.close(1000);
  if (data.flows !== undefined) flows = data.flows;
  if (data.stream) follow(data.stream.getReader());
  if (data.picture) take(data.picture, data.at_ms);
};

function open({ address, hello }) {
  const line = new WebSocket(address);
  called = line;
  socket = null;
  under.clear();
  line.onopen = () => line.send(JSON.stringify({ hello }));
  line.onmessage = ({ data }) => heard(line, JSON.parse(data));
  line.onclose = ({ code }) => {
    if (line !== called) return; // an older one, late
    socket = null;
    self.postMessage({ closed: code });
  };
}

function heard(line, said) {
  if (line !== called) return;
  if (said.ready) socket = line;
  const times = under.get(said.frame);
  for (const one of under.keys()) if (one <= said.frame) under.delete(one); // an older one was dropped for this one
  if (times) {
    said.made_ms = times[1] - times[0];
    said.line_ms = performance.now() - times[1];
  }
  self.postMessage(said);
}

/** Every picture of the camera as soon as it is there; the stream itself keeps only the newest. */
async function follow(reader) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const sent_ms = value.timestamp / 1000;
    lag = Math.min(lag, performance.now() - sent_ms);
    await take(value, sent_ms + lag + origin);
  }
}

async function take(picture, at_ms) {
  if (busy || !flows || !socket || socket.readyState !== WebSocket.OPEN || full()) {
    picture.close();
    return;
  }
  busy = true;
  const line = socket;
  const mine = (number += 1);
  const begun_ms = performance.now();
  under.set(mine, [begun_ms, begun_ms]);
  try {
    line.send(await message(picture, at_ms, mine));
    if (under.has(mine)) under.set(mine, [begun_ms, performance.now()]);
  } catch {
    under.delete(mine); // the line was cut while the picture was made
  } finally {
    busy = false;
    self.postMessage({ free: true });
  }
}

/** Whether enough pictures are under way; a line that does not answer is hung up. */
function full() {
  if (under.size < UNDER_WAY) return false;
  const [oldest] = under.values();
  if (performance.now() - oldest[1] > STALLED_MS) socket.close(1000);
  return true;
}

async function message(picture, at_ms, frame) {
  draw(picture);
  const jpeg = await (await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY })).arrayBuffer();
  const bytes = new Uint8Array(HEAD + jpeg.byteLength);
  const head = new DataView(bytes.buffer);
  head.setFloat64(0, at_ms, true);
  head.setUint32(8, frame, true);
  bytes.set(new Uint8Array(jpeg), HEAD);
  return bytes.buffer;
}

function draw(picture) {
  const [wide, high] = [picture.displayWidth ?? picture.width, picture.displayHeight ?? picture.height];
  const share = Math.min(1, LONG_SIDE / Math.max(wide, high));
  const [width, height] = [Math.round(wide * share), Math.round(high * share)];
  if (!canvas || canvas.width !== width || canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height);
    pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  }
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
}
