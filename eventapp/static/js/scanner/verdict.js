// The verdict on the whole screen, and what the person at the door can do about it.
import { device, badge as fetchBadge, nextSequence } from "./api.js";
import * as doors from "./door.js";
import { show } from "./feedback.js";
import { isTyping } from "./keys.js";
import { state } from "./sync.js";

const SHOWN_FOR = { admitted: 2500 };
const SHOWN_OTHERWISE = 6000;
const TYPED_SOON = 500;
const dialog = document.getElementById("verdict");
const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
let closing;
let shown;
const acts = { scan: () => {}, undone: () => {}, failed: () => {} };

export const isOpen = () => dialog.open;
export const isAsking = () => dialog.open && !part("override-form").hidden;

export function listen(functions) {
  Object.assign(acts, functions);
}

export function present(result, { isKiosk = false } = {}) {
  shown = result;
  const known = device.load();
  show(dialog, result, { timezone: known.event.timezone, locale: document.documentElement.lang, isKiosk });
  offer(result, isKiosk);
  clearTimeout(closing);
  const isDecided = !(result.badges?.length > 0);
  if (isDecided) closing = setTimeout(close, SHOWN_FOR[result.outcome] ?? SHOWN_OTHERWISE);
}

function close() {
  if (isTyping()) closing = setTimeout(close, TYPED_SOON);
  else if (part("override-form").hidden && dialog.open) dialog.close();
}

// Only what this phone may do, and what would do something.
function offer(result, isKiosk) {
  const isPerson = Boolean(result.guest) && !isKiosk;
  part("undo").hidden = !(isPerson && result.outcome === "admitted");
  part("override").hidden = !(
    isPerson &&
    doors.mayOverride() &&
    result.outcome !== "admitted" &&
    result.direction === "entry"
  );
  part("print").hidden = !(isPerson && doors.mayOverride() && state.isOnline && result.guest.code);
  part("override-form").hidden = true;
  part("reason").value = "";
  part("badges").replaceChildren(...(isKiosk ? [] : (result.badges ?? [])).map(badgeButton));
}

// A walk-in in one tap: who carries another organiser's badge is registered, and comes in.
function badgeButton(badge) {
  const button = part("badge-template").content.cloneNode(true).querySelector("button");
  button.querySelector("[data-badge=name]").textContent = badge.name || badge.fallback;
  button.querySelector("[data-badge=details]").textContent = [badge.company, badge.issuer].filter(Boolean).join(" · ");
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    dialog.close();
    acts.scan(badge.key, "typed", { registers: true });
  });
  return button;
}

export async function takeBack(result) {
  await doors.undo(result, nextSequence());
  acts.undone(result);
}

export async function print(code) {
  const file = URL.createObjectURL(await fetchBadge(code));
  const frame = document.getElementById("print-frame");
  frame.addEventListener("load", () => frame.contentWindow.print(), { once: true });
  frame.src = file;
}

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("button, form")) dialog.close();
});
part("next").addEventListener("click", () => dialog.close());
part("undo").addEventListener("click", () => {
  dialog.close();
  takeBack(shown);
});
part("override").addEventListener("click", () => {
  clearTimeout(closing);
  part("override-form").hidden = false;
  part("override").hidden = true;
  part("reason").focus();
});
part("override-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const reason = part("reason").value.trim();
  if (!reason) return;
  const { ticket, mode } = shown;
  dialog.close();
  acts.scan(ticket, mode ?? "typed", { reason });
});
part("print").addEventListener("click", () => print(shown.guest.code).catch(acts.failed));
