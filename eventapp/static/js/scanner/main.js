// The scanner: pair once, then camera, typed codes, searched names and hardware scanners all lead to one verdict.
import { ApiError, bundle, device, pair, people, sendScan } from "./api.js";
import { watch } from "./camera.js";
import { show } from "./feedback.js";

const SAME_TICKET_PAUSE = 4000;
const SEARCH_PAUSE = 200;
const AFTER_EVERYTHING = 999_999_999_999_999; // a cursor past all changes: only the figures are wanted
const root = document.getElementById("scanner");
const dialog = document.getElementById("verdict");
const message = document.getElementById("scanner-message");
const element = (name) => root.querySelector(`[data-part="${name}"]`);
let stopCamera;
let busy = false;
let last = { ticket: "", at: 0 };

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

function unpair() {
  stopCamera?.();
  stopCamera = undefined;
  device.forget();
  showState();
}

async function pairWith(code) {
  try {
    const answer = await pair(code, element("device-name").value || navigator.userAgentData?.platform || navigator.platform);
    device.save({ ...answer, sequence: 0 });
    history.replaceState(null, "", location.pathname);
    say("");
    showState();
    await refresh();
  } catch (error) {
    explain(error);
  }
}

async function refresh() {
  try {
    const answer = await bundle(AFTER_EVERYTHING);
    element("admitted").textContent = answer.admitted;
  } catch (error) {
    explain(error);
  }
}

async function scan(ticket, mode) {
  if (busy || dialog.open || !ticket.trim()) return;
  if (mode === "camera" && ticket === last.ticket && Date.now() - last.at < SAME_TICKET_PAUSE) return;
  busy = true;
  try {
    const result = await sendScan(ticket.trim(), mode);
    last = { ticket, at: Date.now() };
    say(result.error ?? "");
    if (result.outcome) {
      show(dialog, result, { timezone: device.load().event.timezone, locale: document.documentElement.lang });
      remember(result);
    }
  } catch (error) {
    explain(error);
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
  if (result.outcome === "admitted") element("admitted").textContent = Number(element("admitted").textContent || 0) + 1;
}

async function search(text) {
  const list = element("guests");
  if (!text.trim()) {
    list.replaceChildren();
    return;
  }
  try {
    const { people: found } = await people(text);
    list.replaceChildren(...found.map(guestButton));
    element("nobody").hidden = found.length > 0;
  } catch (error) {
    explain(error);
  }
}

function guestButton(guest) {
  const copy = element("guest-template").content.cloneNode(true);
  copy.querySelector("[data-guest=name]").textContent = guest.name;
  copy.querySelector("[data-guest=details]").textContent = [guest.company, guest.ticket_type, guest.code].filter(Boolean).join(" · ");
  copy.querySelector("[data-guest=admitted]").hidden = !guest.admitted;
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
  const isCode = text.startsWith("EA1.") || /^[a-z0-9]{4}[- ]?[a-z0-9]{4}$/i.test(text);
  if (isCode) {
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

element("unpair-button").addEventListener("click", unpair);
dialog.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => element("typed").focus());

showState();
const link = new URLSearchParams(location.hash.slice(1)).get("pair");
if (link) pairWith(link);
else if (device.load()) refresh();
