// The scanner: pair once, then camera, typed codes, searched names and hardware scanners all lead to one verdict. It is
// made here, with or without a network; the server hears of it as soon as it can.
import { ApiError, device, nextSequence, pair, people } from "./api.js";
import { watch } from "./camera.js";
import * as doors from "./door.js";
import { show } from "./feedback.js";
import { CAN_BE_CORRECTED, listen, owed, poke, state, stop } from "./sync.js";

const SAME_TICKET_PAUSE = 4000;
const SEARCH_PAUSE = 100;
const EARLY_SCAN_WAITS = 20_000;
const SHOWN_FOR = { admitted: 2500 };
const SHOWN_OTHERWISE = 6000;
const root = document.getElementById("scanner");
const dialog = document.getElementById("verdict");
const message = document.getElementById("scanner-message");
const element = (name) => root.querySelector(`[data-part="${name}"]`);
let stopCamera;
let busy = false;
let last = { ticket: "", at: 0, uuid: "" };
let closing;
let early;

function say(text) {
  message.textContent = text;
  message.parentElement.hidden = !text;
}

function explain(error) {
  if (error instanceof ApiError && error.status === 401) {
    unpair();
    say(root.dataset.unpaired);
  } else if (error instanceof ApiError) {
    say(error.status === 422 ? root.dataset.badCode : error.message);
  } else {
    say(root.dataset.offline);
  }
}

function showState() {
  const known = device.load();
  element("pairing").hidden = Boolean(known);
  element("scanning").hidden = !known;
  if (known) {
    element("gate").textContent = known.gate.name;
    element("event").textContent = known.event.name;
  }
}

async function unpair() {
  stopCamera?.();
  stopCamera = undefined;
  stop();
  device.forget();
  await doors.forget();
  showState();
}

async function pairWith(code) {
  try {
    const answer = await pair(code, element("device-name").value || navigator.userAgentData?.platform || navigator.platform);
    await doors.forget();
    device.save({ ...answer, sequence: 0 });
    history.replaceState(null, "", location.pathname);
    say("");
    showState();
    poke();
  } catch (error) {
    explain(error);
  }
}

function showSync() {
  const words = element("state").dataset;
  const time = state.syncedAt?.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const parts = [state.isOnline ? words.online : words.noNetwork];
  if (state.waiting) parts.push(words.waiting.replace("{number}", state.waiting));
  parts.push(time ? words.synced.replace("{time}", time) : words.unsynced);
  element("state").textContent = parts.join(" · ");
  element("state").dataset.connection = state.isOnline ? "on" : "off";
  element("admitted").textContent = doors.admitted();
}

// Who shows a ticket before the list of guests has arrived is judged as soon as it has.
function scanEarly() {
  if (!early || !doors.isReady()) return;
  const { ticket, mode, until } = early;
  early = undefined;
  say("");
  if (Date.now() < until) scan(ticket, mode);
}

// The server knows what other phones saw a moment ago: where it says otherwise, the person at the door hears it at once.
function correct(result) {
  const isLate = Date.now() - last.at > 2 * CAN_BE_CORRECTED;
  if (!result.outcome || result.uuid !== last.uuid || result.outcome === last.outcome || isLate) return;
  last.outcome = result.outcome;
  present({ ...result, ticket: last.ticket });
}

function present(result) {
  const known = device.load();
  show(dialog, result, { timezone: known.event.timezone, locale: document.documentElement.lang });
  clearTimeout(closing);
  closing = setTimeout(() => dialog.close(), SHOWN_FOR[result.outcome] ?? SHOWN_OTHERWISE);
  remember(result);
}

async function scan(text, mode) {
  const ticket = text.trim();
  if (busy || !ticket) return;
  if (mode === "camera" && ticket === last.ticket && Date.now() - last.at < SAME_TICKET_PAUSE) return;
  if (doors.isExpired()) {
    say(root.dataset.expired);
    return;
  }
  if (!doors.isReady()) {
    early = { ticket, mode, until: Date.now() + EARLY_SCAN_WAITS };
    say(root.dataset.loading);
    return;
  }
  busy = true;
  try {
    const result = await doors.scan(ticket, mode, nextSequence());
    last = { ticket, at: Date.now(), uuid: result.uuid, outcome: result.outcome };
    say("");
    present(result);
    poke();
  } catch (error) {
    say(error.name === "QuotaExceededError" ? root.dataset.full : error.message);
  } finally {
    busy = false;
  }
}

function remember(result) {
  const line = document.createElement("li");
  const who = document.createElement("span");
  who.textContent = result.name ?? result.ticket.slice(0, 24);
  const what = document.createElement("span");
  what.textContent = dialog.querySelector(`template[data-outcome="${result.outcome}"]`).content.textContent.trim();
  line.append(who, what);
  element("recent").prepend(line);
  while (element("recent").children.length > 12) element("recent").lastElementChild.remove();
  element("admitted").textContent = doors.admitted();
}

// At once from what this phone knows. The server finds more: names by their romanisation, the end of a phone number.
async function search(text) {
  const found = text.trim() ? doors.find(text) : [];
  list(found, text);
  if (!state.isOnline || !text.trim()) return;
  const more = await people(text).then((answer) => answer.people, () => []);
  if (element("typed").value !== text) return;
  const known = more.map(({ code }) => doors.byCode(code)).filter(Boolean);
  list([...new Set([...found, ...known])], text);
}

function list(found, text) {
  element("guests").replaceChildren(...found.map(guestButton));
  element("nobody").hidden = found.length > 0 || !text.trim();
}

function guestButton(guest) {
  const copy = element("guest-template").content.cloneNode(true);
  const kind = doors.door.facts.ticket_types[guest.ticket_type]?.name;
  const code = `${guest.code.slice(0, 4)}-${guest.code.slice(4)}`;
  copy.querySelector("[data-guest=name]").textContent = guest.name;
  copy.querySelector("[data-guest=details]").textContent = [guest.company, kind, code].filter(Boolean).join(" · ");
  copy.querySelector("[data-guest=admitted]").hidden = !doors.isInside(guest);
  copy.querySelector("button").addEventListener("click", () => scan(guest.code, "search"));
  return copy;
}

element("pair-form").addEventListener("submit", (event) => {
  event.preventDefault();
  pairWith(element("pair-code").value);
});

let searchTimer;
element("typed").addEventListener("input", () => {
  clearTimeout(searchTimer);
  const text = element("typed").value;
  if (!text.startsWith("EA1.")) searchTimer = setTimeout(() => search(text), SEARCH_PAUSE);
});

// A hardware scanner types the ticket and presses Enter; a person types a code or part of a name.
element("typed-form").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(searchTimer);
  const text = element("typed").value.trim();
  if (doors.isCode(text)) {
    element("typed").value = "";
    element("guests").replaceChildren();
    scan(text, "typed");
  } else {
    search(text);
  }
});

element("camera-button").addEventListener("click", async () => {
  try {
    stopCamera = await watch(element("video"), {
      libraryAddress: root.dataset.library, wasmAddress: root.dataset.wasm, onCode: (text) => scan(text, "camera"),
    });
    element("camera-start").hidden = true;
  } catch {
    say(root.dataset.noCamera);
  }
});

// What is owed to the server would be lost with the phone's place at this door.
element("unpair-button").addEventListener("click", async () => {
  const { length } = await owed();
  if (length) say(root.dataset.owed.replace("{number}", length));
  else unpair();
});
dialog.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => element("typed").focus());

listen({ changed: () => { showSync(); scanEarly(); }, verdict: correct, unpaired: () => unpair().then(() => say(root.dataset.unpaired)) });
addEventListener("online", poke);
document.addEventListener("visibilitychange", () => !document.hidden && device.load() && poke());
navigator.serviceWorker?.register("/checkin/worker.js", { scope: "/checkin/" });
navigator.storage?.persist?.();

await doors.open();
showState();
showSync();
const link = new URLSearchParams(location.hash.slice(1)).get("pair");
if (link) pairWith(link);
else if (device.load()) poke();
