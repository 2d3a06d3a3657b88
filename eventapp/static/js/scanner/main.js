// The scanner: pair once, then camera, typed codes, searched names and hardware scanners all lead to one verdict. It is
// made here, with or without a network; the server hears of it as soon as it can.
import { ApiError, device, nextSequence, pair } from "./api.js";
import { watch } from "./camera.js";
import * as doors from "./door.js";
import { wordsFor } from "./feedback.js";
import * as keys from "./keys.js";
import * as leads from "./leads.js";
import * as searching from "./search.js";
import * as sync from "./sync.js";
import * as verdicts from "./verdict.js";

const SAME_TICKET_PAUSE = 4000;
const EARLY_SCAN_WAITS = 20_000;
const LITTLE_ROOM = 20 * 1024 * 1024;
const JUST_TYPED = 500;
const FRESH = 15_000;
const STALE = 300_000;
const HALF_A_DAY = 43_200_000;
const root = document.getElementById("scanner");
const dialog = document.getElementById("verdict");
const message = document.getElementById("scanner-message");
const element = (name) => root.querySelector(`[data-part="${name}"]`);
let camera;
let busy = false;
const waiting = [];
let typedAt = 0;
let last = { ticket: "", at: 0, seen: 0, uuid: "" };
let early;

// An exhibitor's phone keeps leads, and any other is at a door.
const isExhibitor = () => leads.isExhibitor();
const work = () => (isExhibitor() ? leads : sync);
const poke = () => work().poke();

function say(text) {
  message.textContent = text;
  message.parentElement.hidden = !text;
}

function explain(error) {
  if (error instanceof ApiError && error.status === 401) {
    unpaired();
  } else if (error instanceof ApiError) {
    say(error.status === 422 ? root.dataset.badCode : error.message);
  } else {
    say(root.dataset.offline);
  }
}

const isKiosk = () => (doors.door.facts?.device.role ?? device.load()?.role) === "kiosk";

function showState() {
  const known = device.load();
  element("pairing").hidden = Boolean(known);
  element("scanning").hidden = !known;
  if (!known) return;
  const { facts } = doors.door;
  element("gate").textContent = known.company?.name ?? facts?.gate.name ?? known.gate.name;
  element("event").textContent = known.event.name;
  root.dataset.role = facts?.device.role ?? known.role ?? "supervisor";
  const directions = facts?.gate.directions ?? "entry";
  element("directions").hidden = directions !== "both";
  const searches = !isExhibitor() && (doors.maySearch() || !facts);
  element("typed-label").textContent = searches ? root.dataset.codeOrName : root.dataset.code;
}

function direction() {
  const directions = doors.door.facts?.gate.directions ?? "entry";
  if (directions !== "both") return directions;
  return root.querySelector("[name=direction]:checked").value;
}

async function unpair() {
  camera?.stop();
  camera = undefined;
  element("camera-start").hidden = false;
  element("camera-tools").hidden = true;
  sync.stop();
  await leads.forget();
  device.forget();
  await doors.forget();
  showState();
}

async function unpaired() {
  const words = isExhibitor() ? element("leads").dataset.unpaired : root.dataset.unpaired;
  await unpair();
  say(words);
}

async function pairWith(code) {
  try {
    const answer = await pair(code, element("device-name").value);
    await doors.forget();
    device.save({ ...answer, sequence: 0 });
    if (isExhibitor()) await openLeads();
    history.replaceState(null, "", location.pathname);
    say("");
    showState();
    poke();
  } catch (error) {
    explain(error);
  }
}

// How far what this phone knows can be trusted is drawn like a battery: full while it is in step, empty when it is old.
function showSync() {
  const words = element("state").dataset;
  const { state } = work();
  const isOld = state.syncedAt && Date.now() - state.syncedAt > HALF_A_DAY;
  const day = isOld ? { day: "numeric", month: "short" } : {};
  const clock = { ...day, hour: "2-digit", minute: "2-digit", second: "2-digit" };
  const time = state.syncedAt?.toLocaleString(document.documentElement.lang, clock);
  const parts = [state.isOnline ? words.online : words.noNetwork];
  const waits = isExhibitor() ? element("leads").dataset.waitingSent : words.waiting;
  if (state.waiting) parts.push(waits.replace("{number}", state.waiting));
  parts.push(time ? words.synced.replace("{time}", time) : words.unsynced);
  element("state-words").textContent = parts.join(" · ");
  words.connection = state.isOnline ? "on" : "off";
  const age = state.syncedAt ? Date.now() - state.syncedAt : Infinity;
  words.truth = age < FRESH ? "3" : age < STALE ? "2" : doors.isReady() || state.syncedAt ? "1" : "0";
  element("admitted").textContent = doors.admitted();
  showState();
}

// A phone without room would keep no scan: it is said while there is still some.
async function checkRoom() {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < LITTLE_ROOM) say(root.dataset.nearlyFull);
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
  const isLate = Date.now() - last.at > 2 * sync.CAN_BE_CORRECTED;
  if (!result.outcome || result.uuid !== last.uuid || result.outcome === last.outcome || isLate) return;
  last.outcome = result.outcome;
  present({ ...last.result, ...result, badges: [], ticket: last.ticket });
}

// Half of a ticket may be in the field when the verdict on the one before takes the keys away from it.
function gather() {
  if (!element("typed").value || Date.now() - typedAt > JUST_TYPED) return;
  keys.begin(element("typed").value);
  searching.clear();
}

function present(result) {
  gather();
  verdicts.present(result, { isKiosk: isKiosk() });
  remember(result);
  // Who comes a second time is sent to the desk: a photographed ticket prints no badge.
  if (isKiosk() && result.guest && result.outcome === "admitted") {
    verdicts.print(result.guest.code).catch(() => say(root.dataset.noBadge));
  }
}

// A hardware scanner does not wait for the verdict before the next ticket: each is judged, one after the other.
async function scan(text, mode, options = {}) {
  const ticket = text.trim();
  if (!ticket) return;
  if (busy) {
    if (mode !== "camera") waiting.push([ticket, mode, options]);
    return;
  }
  await judge(ticket, mode, options);
  const next = waiting.shift();
  if (next) scan(...next);
}

async function judge(ticket, mode, { reason = "", registers = false }) {
  if (isExhibitor()) {
    last = { ticket, at: Date.now(), seen: Date.now(), uuid: "" };
    await leads.scanned(ticket);
    return;
  }
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
    const result = await doors.scan(ticket, mode, nextSequence(), { direction: direction(), reason, registers });
    last = {
      ticket,
      at: Date.now(),
      seen: Date.now(),
      uuid: result.uuid,
      outcome: result.outcome,
      result: { ...result, mode },
    };
    say("");
    present({ ...result, mode });
    owe();
  } catch (error) {
    say(error.name === "QuotaExceededError" ? root.dataset.full : error.message);
  } finally {
    busy = false;
  }
}

function remember(result) {
  const line = document.createElement("li");
  const who = document.createElement("span");
  who.textContent = result.name || result.ticket_type || result.ticket.slice(0, 24);
  const what = document.createElement("span");
  what.textContent = wordsFor(dialog, result).content.textContent.trim();
  line.dataset.uuid = result.uuid;
  line.append(who, what);
  if (result.guest && result.outcome === "admitted") line.append(takeBackButton(result));
  element("recent").prepend(line);
  while (element("recent").children.length > 12) element("recent").lastElementChild.remove();
}

// What was just made is owed from this moment on, and is sent at once where there is a network.
function owe() {
  sync.state.waiting += 1;
  showSync();
  poke();
}

// The verdict is gone after a moment; a scan can be taken back as long as it stands in the list.
function takeBackButton(result) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = root.dataset.takeBack;
  button.addEventListener("click", () => verdicts.takeBack(result));
  return button;
}

function undone({ uuid }) {
  const line = element("recent").querySelector(`[data-uuid="${uuid}"]`);
  line?.querySelector("button")?.remove();
  if (line) line.lastElementChild.textContent = root.dataset.undone;
  last = { ticket: "", at: 0, seen: 0, uuid: "" }; // the same ticket may be shown again at once
  say("");
  owe();
}

element("pair-form").addEventListener("submit", (event) => {
  event.preventDefault();
  pairWith(element("pair-code").value);
});

// A hardware scanner types the ticket and presses Enter; a person types a code or part of a name.
element("typed").addEventListener("input", () => {
  typedAt = Date.now();
});
element("typed-form").addEventListener("submit", (event) => {
  event.preventDefault();
  searching.stop();
  enter(element("typed").value.trim(), "typed");
});

function enter(text, mode) {
  if (doors.isCode(text) || !doors.maySearch()) {
    searching.clear();
    scan(text, mode);
  } else {
    element("typed").value = text;
    searching.search(text);
  }
}

keys.listen((text) => {
  if (element("scanning").hidden) return;
  if (dialog.open) dialog.close();
  enter(text.trim(), isKiosk() ? "kiosk" : "typed");
});

// The next ticket is read while the last one's verdict still shows; one that stays in view is not read again.
function see(text) {
  const isSame = text.trim() === last.ticket;
  if (isSame && (verdicts.isOpen() || Date.now() - last.seen < SAME_TICKET_PAUSE)) {
    last.seen = Date.now();
  } else if (!verdicts.isAsking()) {
    scan(text, isKiosk() ? "kiosk" : "camera");
  }
}

async function startCamera() {
  try {
    camera = await watch(element("video"), {
      libraryAddress: root.dataset.library,
      wasmAddress: root.dataset.wasm,
      onCode: see,
    });
    element("camera-start").hidden = true;
    element("camera-tools").hidden = false;
    showCameras();
  } catch {
    say(root.dataset.noCamera);
  }
}

function showCameras() {
  element("torch").hidden = !camera.hasTorch;
  element("camera-choice").hidden = camera.cameras.length < 2;
  const select = element("cameras");
  select.replaceChildren(
    ...camera.cameras.map(({ deviceId, label }, index) => new Option(label || `${index + 1}`, deviceId)),
  );
  select.value = camera.current;
}

element("camera-button").addEventListener("click", startCamera);
element("cameras").addEventListener("change", async (event) => {
  await camera.choose(event.target.value).catch(() => say(root.dataset.noCamera));
  showCameras();
});
element("torch").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  const isOn = button.getAttribute("aria-pressed") !== "true";
  await camera.light(isOn);
  button.setAttribute("aria-pressed", String(isOn));
});

// What is owed to the server would be lost with the phone's place at this door.
element("unpair-button").addEventListener("click", async () => {
  const { length } = await work().owed();
  const words = isExhibitor() ? element("leads").dataset.owed : root.dataset.owed;
  if (length) say(words.replace("{number}", length));
  else unpair();
});
dialog.addEventListener("close", () => {
  if (isKiosk()) return;
  element("typed").value += keys.take();
  element("typed").focus();
});

verdicts.listen({ scan, undone, failed: explain });
searching.listen((code) => scan(code, "search"));
sync.listen({
  changed: () => {
    showSync();
    scanEarly();
    checkRoom();
    doors.expire();
  },
  verdict: correct,
  unpaired,
});

function openLeads() {
  return leads.open({ say, changed: showSync, unpaired });
}

addEventListener("online", poke);
document.addEventListener("visibilitychange", () => !document.hidden && device.load() && poke());
navigator.serviceWorker?.register("/checkin/worker.js", { scope: "/checkin/" });
navigator.storage?.persist?.();

await doors.open();
await doors.expire();
sync.remembered();
if (isExhibitor()) await openLeads();
showState();
showSync();
const link = new URLSearchParams(location.hash.slice(1)).get("pair");
if (link) pairWith(link);
else if (device.load()) poke();
