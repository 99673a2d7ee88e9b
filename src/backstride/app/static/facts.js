// The form's facts as a job's options, in SI units.

import { say } from "/static/common.js";

const TABLE = /\.(csv|tsv|txt|json)$/i;

/** The options of a job, only those that were told. Reports a speed that cannot be read at its field and gives
 * null then. */
export function options(form) {
  const value = (name) => form.elements[name].value.trim();
  const number = (name, factor = 1) => (value(name) ? Number(value(name)) * factor : null);
  const speed = form.elements.speed;
  const speed_mps = metresPerSecond(value("speed"), value("speed_unit"));
  speed.setCustomValidity(Number.isNaN(speed_mps) ? say("bad_speed") : "");
  if (!form.reportValidity()) return null;
  const told = {
    height_m: number("height_cm", 0.01),
    mass_kg: number("mass_kg"),
    sex: value("sex") || null,
    age_years: number("age_years"),
    speed_mps,
    surface: value("surface") || null,
    slow_motion: number("slow_motion"),
    sensor: value("sensor") || null,
    rate_hz: number("rate_hz"),
    swap_sides: form.elements.swap_sides.checked,
    pictures: form.elements.pictures.checked,
    keep: form.elements.keep.checked,
  };
  return Object.fromEntries(Object.entries(told).filter(([, one]) => one !== null));
}

/** Whether a file may be a table, which needs to be told what it is of. */
export const isTable = (file) => TABLE.test(file.name);

/** 10.5 km/h, or 5:30 min/km, in m/s; null where nothing is told, NaN where it is no speed. */
function metresPerSecond(text, unit) {
  if (!text) return null;
  const found = /^(\d{1,2})(?:[.,](\d+)|:([0-5]\d))?$/.exec(text);
  if (!found) return NaN;
  const [, whole, share, seconds] = found;
  if (seconds !== undefined && unit === "kmh") return NaN;
  const number = seconds === undefined ? Number(`${whole}.${share ?? 0}`) : Number(whole) + Number(seconds) / 60;
  if (number <= 0) return NaN;
  const speed = unit === "kmh" ? number / 3.6 : 1000 / 60 / number;
  return speed > 0.3 && speed < 13 ? speed : NaN;
}
