// The door as this phone sees it: everybody and every passage in memory, and the verdict on a ticket without a network.
import { BadgeLists } from "./badges.js";
import { everything, forgetAll, forgetPeople, keepBadges, keepNews, keepScan } from "./store.js";
import { readTicket } from "./tickets.js";
import { allowedAt, counted, isInside as insideAfter, judge, moment, seatFor, standingOf } from "./verdicts.js";

const SPOKEN_CODE = /^[a-z0-9]{4}[- ]?[a-z0-9]{4}$/i;
const PHONE_END = /^\d{4}$/;
const BY_HAND = ["typed", "search"];
const MOST_FOUND = 8;

export const door = {
  people: new Map(),
  byCode: new Map(),
  byFormerCode: new Map(),
  byBadge: new Map(),
  passages: new Map(),
  holders: new Map(),
  badges: new BadgeLists(),
  facts: null,
};

// Other tabs of this phone are at the same door.
const tabs = new BroadcastChannel("eventapp-door");
let isOpen = false;
let early = [];
tabs.addEventListener("message", ({ data }) => {
  if (isOpen) hear(data);
  else early.push(data);
});

// What was said while this tab was still reading is heard once it has read.
function hear({ event_id, passages }) {
  if (door.facts?.event.id === event_id) passages.forEach(pass);
}

function remember(person) {
  person.words = [person.name, person.romanised_name, person.company, person.code].join(" ").toLowerCase();
  const before = door.people.get(person.serial);
  door.people.set(person.serial, person);
  if (before && before.code !== person.code) door.byCode.delete(before.code);
  door.byCode.set(person.code, person);
  for (const [code, version, why] of person.former_codes ?? []) door.byFormerCode.set(code, { person, version, why });
  if (person.badge) door.byBadge.set(`FB1.${person.badge}`, person);
}

// A passage is its guest's by serial, or by the badge of another organiser while the server has not registered it yet.
function pass(passage) {
  const holder = passage.serial ?? passage.badge;
  const before = door.holders.get(passage.uuid);
  if (before !== undefined && before !== holder) door.passages.get(before)?.delete(passage.uuid);
  door.holders.set(passage.uuid, holder);
  const known = door.passages.get(holder) ?? new Map();
  known.set(passage.uuid, passage);
  door.passages.set(holder, known);
}

export async function open() {
  const { people, passages, facts, badges } = await everything();
  people.forEach(remember);
  passages.forEach(pass);
  door.badges.learn(badges ?? []);
  door.facts = facts ?? null;
  isOpen = true;
  early.forEach(hear);
  early = [];
}

export async function learn(news) {
  await keepNews(news);
  if (news.begins_anew) for (const known of [door.people, door.byCode, door.byFormerCode, door.byBadge]) known.clear();
  news.people.forEach(remember);
  news.passages.forEach(pass);
  if (news.badges) {
    await keepBadges(news.badges);
    door.badges.learn(news.badges);
  }
  door.facts = news.facts;
}

export async function forget() {
  await forgetAll();
  clear();
  door.facts = null;
}

// A phone that nobody unpaired, or that was lost, keeps nobody's name for longer than the event and a day.
export async function expire() {
  if (!isExpired() || door.people.size === 0) return;
  await forgetPeople();
  clear();
}

function clear() {
  for (const known of [door.people, door.byCode, door.byFormerCode, door.byBadge, door.passages, door.holders])
    known.clear();
  door.badges.learn([]);
}

// A list of which only a part has arrived would call its other guests unknown.
export const isReady = () => Boolean(door.facts?.is_whole);
export const isExpired = () => door.facts !== null && Date.now() > Date.parse(door.facts.expires_at);
export const mayOverride = () => door.facts?.device.role === "supervisor";
export const maySearch = () => door.facts?.device.role === "supervisor" && !door.facts.hides_names;

export function admitted() {
  let number = 0;
  for (const known of door.passages.values()) {
    if (counted(known.values()).some((one) => one.direction === "entry")) number += 1;
  }
  return number;
}

// The server's clock, as far as the last contact told: phones are often minutes off.
export const now = () => new Date(Date.now() + (door.facts?.clock_offset ?? 0));

const plain = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
export const byCode = (text) => door.byCode.get(plain(text));

export function find(text) {
  const words = text.toLowerCase().trim().split(/\s+/).filter(Boolean);
  const found = [];
  for (const person of door.people.values()) {
    const isMeant =
      words.every((word) => person.words.includes(word)) || (PHONE_END.test(text) && person.phone_end === text);
    if (isMeant) found.push(person);
    if (found.length === MOST_FOUND) break;
  }
  return found;
}

// Every scan of a guest at the gates that lead to the place of this phone's gate.
function passagesOf(guest) {
  const known = [guest.serial, guest.badge && `FB1.${guest.badge}`, guest.key].map((key) => door.passages.get(key));
  return known.flatMap((some) => (some ? [...some.values()] : [])).filter((one) => one.gate_id in door.facts.reentry);
}

export const isInside = (guest) => insideAfter(passagesOf(guest), door.facts.reentry);

// What a hardware scanner read, or somebody copied, and not a name that is looked for: no blanks, and a digit or a sign.
const isRead = (text) => /^\S{3,}$/.test(text) && /[\d:/_=]/.test(text) && !PHONE_END.test(text);
export const isCode = (text) => SPOKEN_CODE.test(text) || isRead(text) || door.badges.ofCode(text).length > 0;

// { guest, version } of who shows a ticket, or what it is refused as, with the badges of others that it may be.
async function whoShows(ticket, mode, registers) {
  if (BY_HAND.includes(mode) && SPOKEN_CODE.test(ticket)) {
    const guest = byCode(ticket);
    if (guest) return { guest, version: null };
    const former = door.byFormerCode.get(plain(ticket));
    if (former) return replaced(former.person, former.version);
  } else if (ticket.startsWith("EA1.")) {
    const read = await readTicket(ticket, door.facts.event.id, door.facts.keys);
    if (read.refused) return read;
    const guest = door.people.get(read.serial);
    return guest ? replaced(guest, read.version) : { refused: "unknown" };
  }
  const badges = door.badges.ofCode(ticket);
  const holder = badges.length === 1 && holderOf(badges[0], registers);
  return holder ? { guest: holder, version: null } : { refused: "unknown", badges };
}

// A ticket with its version, and what became of it where a newer one replaced it: that of somebody else is nobody's here.
function replaced(guest, version) {
  const newer = (guest.former_codes ?? []).filter((one) => one[1] >= version);
  const [, , why] = newer[0] ?? [];
  return { guest, version, why, isOthers: newer.some((one) => one[2] === "transferred") };
}

// Who carries a badge: a guest by now, or, where it is to be or was registered at this door, one in the making.
function holderOf(badge, registers) {
  const known = door.byBadge.get(badge.key);
  if (known) return known;
  if (!registers && !door.passages.get(badge.key)?.size) return null;
  return {
    key: badge.key,
    name: badge.name || badge.fallback,
    company: badge.company,
    ticket_type: badge.ticket_type,
    badge_class: door.facts.ticket_types[badge.ticket_type]?.badge_class,
    state: "confirmed",
    ticket_version: 1,
    note: "",
  };
}

function standing(guest, version, made) {
  const state = standingOf(guest.state, guest.ticket_version, version);
  if (state !== "admitted" || made.direction !== "entry") return state;
  const days = door.facts.ticket_types[guest.ticket_type]?.days;
  const allowed = allowedAt(
    door.facts.rules,
    guest.ticket_type,
    made.scanned_at,
    guest.badge_class,
    days,
    door.facts.event.timezone,
  );
  return allowed === "admitted" && door.facts.session ? seat(guest) : allowed;
}

function seat(guest) {
  const { capacity, booked } = door.facts.session;
  const seated = new Set(booked);
  let others = 0;
  for (const [holder, known] of door.passages) {
    if (seated.has(holder) || holder === guest.serial) continue;
    if (
      insideAfter(
        [...known.values()].filter((one) => one.gate_id in door.facts.reentry),
        door.facts.reentry,
      )
    )
      others += 1;
  }
  return seatFor(capacity, booked.length, seated.has(guest.serial), others);
}

// Judges a ticket, and keeps the scan before it says so.
export async function scan(ticket, mode, sequence, { direction = "entry", reason = "", registers = false } = {}) {
  const made = begin(ticket, mode, sequence, { direction, reason, registers });
  const { guest, version, refused, badges = [], why = "", isOthers = false } = await whoShows(ticket, mode, registers);
  let verdict = { outcome: refused ?? standing(guest, version, made), earlier: null };
  let passage = null;
  if (guest && (verdict.outcome === "admitted" || reason)) {
    passage = passageOf(made, guest);
    verdict = judge([...passagesOf(guest), passage], door.facts.reentry).get(made.uuid);
  }
  await keep(made, verdict.outcome, passage);
  const shown = isOthers ? undefined : guest;
  return { ...described(shown, verdict), uuid: made.uuid, ticket, direction, badges, guest: shown, why };
}

// Takes this phone's own scan back: what it did is as if it had not been.
export async function undo({ uuid, ticket, guest }, sequence) {
  const made = { ...begin(ticket, "typed", sequence, { direction: "undo" }), undoes: uuid };
  await keep(made, "admitted", { ...passageOf(made, guest), undoes: uuid });
}

function begin(ticket, mode, sequence, more) {
  return {
    uuid: crypto.randomUUID(),
    ticket,
    mode,
    scanned_at: moment(now()),
    device_seq: sequence,
    event_id: door.facts.event.id,
    ...more,
  };
}

function passageOf(made, guest) {
  return {
    uuid: made.uuid,
    serial: guest.serial ?? null,
    badge: guest.key ?? null,
    scanned_at: made.scanned_at,
    direction: made.direction,
    gate_id: door.facts.gate.id,
    undoes: null,
    device_id: door.facts.device.id,
    is_override: Boolean(made.reason),
  };
}

async function keep(made, outcome, passage) {
  made.told = outcome;
  await keepScan(made, passage);
  if (!passage) return;
  pass(passage);
  tabs.postMessage({ event_id: door.facts.event.id, passages: [passage] });
}

function described(guest, { outcome, earlier }) {
  const kind = guest && door.facts.ticket_types[guest.ticket_type];
  return {
    outcome,
    standing: outcome === "pending" ? guest?.state : "",
    name: guest?.name,
    company: guest?.company,
    code: guest?.code,
    ticket_type: kind?.name,
    badge_class: guest?.badge_class,
    class_name: door.facts.badge_classes?.[guest?.badge_class],
    note: guest?.note,
    kind_note: kind?.note,
    earlier: earlier && { scanned_at: earlier.scanned_at, gate: door.facts.gates[earlier.gate_id] ?? "" },
  };
}
