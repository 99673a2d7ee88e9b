// The four cues: the picture of each, and their numbers as people read them.

import { say } from "/static/common.js";
import { Bowl } from "./bowl.js";
import { Cadence } from "./cadence.js";
import { Landing } from "./landing.js";
import { Turn } from "./turn.js";

export const PICTURES = { bowl: Bowl, cadence: Cadence, landing: Landing, trunk_turn: Turn };

const UNITS = { deg: "deg", "steps/min": "steps_per_min", 1: "share" };

export const shown = (value, unit) => (unit === "steps/min" ? Math.round(value) : Number(value.toFixed(unit === "1" ? 2 : 1)));

/** A share of all, as it is read. */
export const percent = (share) => `${Math.round(share * 100)} %`;

export const unit_words = (unit) => (unit in UNITS ? say(UNITS[unit]) : unit);

/** What a sentence about a border needs. */
export const border_of = ({ low, high, unit }) => ({ low: shown(low, unit), high: shown(high, unit), unit: unit_words(unit) });

export const target_of = (live, cue, view) => live.targets.find((one) => one.cue === cue && one.view === view) ?? null;
