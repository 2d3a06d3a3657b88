// Brings scans to the server and news from it: every few seconds, with growing pauses while nobody answers.
import { ApiError, bundle, sendScans } from "./api.js";
import { door, learn, now } from "./door.js";
import { dropSent, queued } from "./store.js";

const PAUSE = 3000;
const LONGEST_PAUSE = 30_000;
const AT_ONCE = 50;
export const CAN_BE_CORRECTED = 2000;
let timer;
let failures = 0;
let running = false;
let again = false;

export const state = { isOnline: null, waiting: 0, syncedAt: null };
const listeners = { changed: () => {}, verdict: () => {}, unpaired: () => {} };

export function listen(functions) {
  Object.assign(listeners, functions);
}

// After a reload without a network this phone is as much in step as it was before.
export function remembered() {
  if (door.facts?.synced_at) state.syncedAt = new Date(door.facts.synced_at);
}

export function stop() {
  clearTimeout(timer);
}

// Look now: a scan was made, or the network is back.
export function poke() {
  if (running) {
    again = true;
    return;
  }
  clearTimeout(timer);
  round();
}

async function round() {
  running = true;
  try {
    await push();
    await pull();
    failures = 0;
    state.isOnline = true;
    state.syncedAt = new Date();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      listeners.unpaired();
      return;
    }
    failures += 1;
    state.isOnline = false;
  } finally {
    running = false;
    state.waiting = (await owed()).length;
    listeners.changed();
  }
  if (again) {
    again = false;
    round();
  } else {
    timer = setTimeout(round, Math.min(PAUSE * 2 ** failures, LONGEST_PAUSE));
  }
}

// Two tabs share one queue: only one of them sends at a time. Sending a scan twice changes nothing at the server.
function push() {
  return alone("eventapp-door-push", async () => {
    for (let scans = await owed(); scans.length > 0; scans = await owed()) {
      scans = scans.slice(0, AT_ONCE);
      const { results } = await sendScans(scans.map(asSent));
      await dropSent(scans.map((scan) => scan.uuid));
      for (const result of results) listeners.verdict(result);
    }
  });
}

// What was scanned a moment ago the server still judges, and this phone corrects; what is older was told for good.
function asSent({ told, event_id, ...scan }) {
  return now() - Date.parse(scan.scanned_at) > CAN_BE_CORRECTED ? { ...scan, told } : scan;
}

export const owed = () => queued(door.facts?.event.id);
const alone = (name, act) => (navigator.locks ? navigator.locks.request(name, act) : act());

async function pull() {
  for (let more = true; more; ) {
    const asked = Date.now();
    const news = await bundle({
      cursor: door.facts?.cursor ?? 0,
      scans: door.facts?.scans_cursor ?? 0,
      scope: door.facts?.scope ?? "",
      badges: door.facts?.badges_revision ?? "",
      waiting: state.waiting,
    });
    const offset = Date.parse(news.now) - (asked + Date.now()) / 2;
    const { registrations, columns, passages, more: isMore, begins_anew, badges, ...facts } = news;
    const isWhole = !isMore || (Boolean(door.facts?.is_whole) && !begins_anew);
    await learn({
      people: registrations.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
      passages: passages.map(([uuid, serial, scanned_at, direction, gate_id, undoes, device_id, is_override]) => ({
        uuid,
        serial,
        scanned_at,
        direction,
        gate_id,
        undoes,
        device_id,
        is_override,
      })),
      begins_anew,
      badges,
      facts: { ...facts, clock_offset: Math.round(offset), is_whole: isWhole, synced_at: new Date().toISOString() },
    });
    more = isMore;
  }
}
