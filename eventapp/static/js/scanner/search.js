// People who come without their ticket: found by name, company, code or the end of their phone number.
import { people } from "./api.js";
import * as doors from "./door.js";
import { state } from "./sync.js";

const SEARCH_PAUSE = 100;
const root = document.getElementById("scanner");
const element = (name) => root.querySelector(`[data-part="${name}"]`);
let timer;
let choose = () => {};

export function listen(whenChosen) {
  choose = whenChosen;
}

export function stop() {
  clearTimeout(timer);
}

export function clear() {
  stop();
  element("typed").value = "";
  list([], "");
}

// At once from what this phone knows. The server finds more: half a name by its romanisation, an address.
export async function search(text) {
  if (!doors.maySearch()) return;
  const found = text.trim() ? doors.find(text) : [];
  list(found, text);
  if (!state.isOnline || !text.trim()) return;
  const more = await people(text).then(
    (answer) => answer.people,
    () => [],
  );
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
  copy.querySelector("button").addEventListener("click", () => choose(guest.code));
  return copy;
}

element("typed").addEventListener("input", () => {
  clearTimeout(timer);
  const text = element("typed").value;
  if (!doors.isCode(text)) timer = setTimeout(() => search(text), SEARCH_PAUSE);
});
