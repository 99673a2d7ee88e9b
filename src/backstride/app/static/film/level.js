// The device's level: how far the picture leans, and how far the lens is tipped.

const RAD = Math.PI / 180;
const SILENT_MS = 1500; // a device with a level tells it many times a second

/** Lean and tip in degrees from a device's orientation (W3C: turned about z, x, y in this order).
 * roll: of the picture, + where the device is turned too far to the left (anticlockwise); pitch: + where the lens
 * looks down. angle: how far the screen is turned from the device's upright. */
export function levelOf({ beta, gamma }, angle) {
  const [b, g] = [beta * RAD, gamma * RAD];
  const up = [-Math.cos(b) * Math.sin(g), Math.sin(b), Math.cos(b) * Math.cos(g)]; // in the device's own axes
  const turned = Math.atan2(up[0], up[1]) / RAD - angle;
  return { roll: ((((turned + 180) % 360) + 360) % 360) - 180, pitch: Math.asin(Math.max(-1, Math.min(1, up[2]))) / RAD };
}

/** Whether the level must be asked for by a tap. */
export const mustAsk = () => typeof globalThis.DeviceOrientationEvent?.requestPermission === "function";

/** Listen to the level. on: { level({roll, pitch}), none(), refused() }. Must come from a tap where mustAsk(). */
export async function listen(on) {
  if (!("DeviceOrientationEvent" in globalThis)) return on.none();
  if (mustAsk()) {
    const answer = await DeviceOrientationEvent.requestPermission().catch(() => "denied");
    if (answer !== "granted") return on.refused();
  }
  let heard = false;
  addEventListener("deviceorientation", (event) => {
    if (event.beta === null || event.gamma === null) return;
    heard = true;
    on.level(levelOf(event, screen.orientation?.angle ?? 0));
  });
  setTimeout(() => heard || on.none(), SILENT_MS);
}
