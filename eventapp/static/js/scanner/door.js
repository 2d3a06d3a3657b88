// The door as this phone sees it: everybody and every passage in memory, and the verdict on a ticket without a network.
import { keepNews, keepScan, everything, forgetAll } from "./store.js";
import { readTicket } from "./tickets.js";
import { allowedAt, inOrder, judge, moment, standingOf } from "./verdicts.js";

const SPOKEN_CODE = /^[a-z0-9]{4}[- ]?[a-z0-9]{4}$/i;
const MOST_FOUND = 8;

export const door = {
  people: new Map(),
  byCode: new Map(),
  passages: new Map(),
  facts: null,
};

function remember(person) {
  person.words = [person.name, person.romanised_name, person.company, person.code].join(" ").toLowerCase();
  door.people.set(person.serial, person);
  door.byCode.set(person.code, person);
}

function pass(passage) {
  const known = door.passages.get(passage.serial) ?? new Map();
  known.set(passage.uuid, passage);
  door.passages.set(passage.serial, known);
}

export async function open() {
  const { people, passages, facts } = await everything();
  people.forEach(remember);
  passages.forEach(pass);
  door.facts = facts ?? null;
}

export async function learn(news) {
  await keepNews(news);
  news.people.forEach(remember);
  news.passages.forEach(pass);
  door.facts = news.facts;
}

export async function forget() {
  await forgetAll();
  for (const known of [door.people, door.byCode, door.passages]) known.clear();
  door.facts = null;
}

// A list of which only a part has arrived would call its other guests unknown.
export const isReady = () => Boolean(door.facts?.is_whole);
export const isExpired = () => door.facts !== null && Date.now() > Date.parse(door.facts.expires_at);

export function admitted() {
  let number = 0;
  for (const known of door.passages.values()) {
    if ([...known.values()].some((passage) => passage.direction === "entry")) number += 1;
  }
  return number;
}

// The server's clock, as far as the last contact told: phones are often minutes off.
export const now = () => new Date(Date.now() + (door.facts?.clock_offset ?? 0));

export const byCode = (text) => door.byCode.get(text.toUpperCase().replace(/[^A-Z0-9]/g, ""));

export function find(text) {
  const words = text.toLowerCase().trim().split(/\s+/).filter(Boolean);
  const found = [];
  for (const person of door.people.values()) {
    if (words.every((word) => person.words.includes(word))) found.push(person);
    if (found.length === MOST_FOUND) break;
  }
  return found;
}

export const isInside = (person) => {
  const ordered = inOrder(door.passages.get(person.serial)?.values() ?? []);
  return ordered.length > 0 && ordered.at(-1).direction === "entry";
};

export const isCode = (text) => text.startsWith("EA1.") || SPOKEN_CODE.test(text);

async function whoShows(ticket, mode) {
  if (mode !== "camera" && SPOKEN_CODE.test(ticket)) {
    const person = byCode(ticket);
    return person ? { person, version: null } : { refused: "unknown" };
  }
  const read = await readTicket(ticket, door.facts.event.id, door.facts.keys);
  if (read.refused) return read;
  const person = door.people.get(read.serial);
  return person ? { person, version: read.version } : { refused: "unknown" };
}

// Judges a ticket, and keeps the scan before it says so.
export async function scan(ticket, mode, sequence) {
  const made = { uuid: crypto.randomUUID(), ticket, mode, direction: "entry", scanned_at: moment(now()), device_seq: sequence, event_id: door.facts.event.id };
  const { person, version, refused } = await whoShows(ticket, mode);
  let verdict = { outcome: refused ?? standingOf(person.state, person.ticket_version, version), earlier: null };
  let passage = null;
  if (verdict.outcome === "admitted") {
    verdict.outcome = allowedAt(door.facts.rules, person.ticket_type, made.scanned_at);
  }
  if (verdict.outcome === "admitted") {
    passage = { uuid: made.uuid, serial: person.serial, scanned_at: made.scanned_at, direction: made.direction, gate_id: door.facts.gate.id };
    const others = [...(door.passages.get(person.serial)?.values() ?? [])];
    verdict = judge([...others, passage]).get(made.uuid);
  }
  made.told = verdict.outcome;
  await keepScan(made, passage);
  if (passage) pass(passage);
  return { ...described(person, verdict), uuid: made.uuid, ticket };
}

function described(person, { outcome, earlier }) {
  const kind = person && door.facts.ticket_types[person.ticket_type];
  return {
    outcome,
    name: person?.name,
    company: person?.company,
    ticket_type: kind?.name,
    earlier: earlier && { scanned_at: earlier.scanned_at, gate: door.facts.gates[earlier.gate_id] ?? "" },
  };
}
