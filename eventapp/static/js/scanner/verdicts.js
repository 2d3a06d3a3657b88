// Who may pass. The same rules as checkin/verdicts.py, held to the same vectors: tests/checkin/vectors.json.
// A passage is { scanned_at, uuid, direction, gate_id, undoes, device_id, is_override }; times are texts like 2026-12-14T01:00:00.000000Z.

export function standingOf(state, ticketVersion, shownVersion) {
  if (state === "cancelled" || state === "declined") return "cancelled";
  if (state !== "confirmed") return "pending";
  if (shownVersion !== null && shownVersion < ticketVersion) return "revoked";
  return "admitted";
}

// After midnight: who leaves a party for some fresh air is not asked for the next day's ticket.
const DAY_BEGINS = 4 * 3600;

// Whether a ticket that is good on some days (ISO dates at the event's place; none means all) is so at a moment.
export function isGoodOn(days, at, zone) {
  if (!days?.length) return true;
  const clock = {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en", clock).formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]),
  );
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second - DAY_BEGINS);
  return days.includes(new Date(local).toISOString().slice(0, 10));
}

// What a gate's rules ({ ticket_type_ids, badge_classes, opens_at, closes_at }) say of a ticket in good standing at a moment.
export function allowedAt(rules, ticketType, at, badgeClass = "", days = [], zone = "UTC") {
  if (rules.ticket_type_ids.length > 0 && !rules.ticket_type_ids.includes(ticketType)) return "wrong_gate";
  if (rules.badge_classes?.length > 0 && !rules.badge_classes.includes(badgeClass)) return "wrong_gate";
  if ((rules.opens_at && at < rules.opens_at) || (rules.closes_at && at >= rules.closes_at)) return "not_valid_now";
  return isGoodOn(days, at, zone) ? "admitted" : "not_valid_now";
}

// Who booked a session has a seat; others take what is left beside the booked seats and those like them inside.
export function seatFor(capacity, booked, hasBooked, othersInside) {
  return hasBooked || capacity === null || booked + othersInside < capacity ? "admitted" : "session_full";
}

// Entries and exits that nobody took back. An undo counts for scans of its own device.
export function counted(passages) {
  const all = [...passages];
  const key = (uuid, device) => `${uuid} ${device ?? 0}`;
  const undone = new Set(all.filter((one) => one.undoes).map((one) => key(one.undoes, one.device_id)));
  return all.filter((one) => one.direction !== "undo" && !undone.has(key(one.uuid, one.device_id)));
}

// Entries and exits of one place, where entering another one ("elsewhere"), or leaving the building ("around"), is an exit.
export function seenHere(passages, reentry) {
  const ends = { elsewhere: "entry", around: "exit" };
  return passages
    .filter((one) => !ends[reentry[one.gate_id]] || ends[reentry[one.gate_id]] === one.direction)
    .map((one) => (ends[reentry[one.gate_id]] ? { ...one, direction: "exit" } : one));
}

// By the time of the scan, and by its id where two clocks agree.
export function inOrder(passages) {
  const key = (passage) => `${passage.scanned_at} ${passage.uuid}`;
  return [...passages].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

// The verdict on each counted scan of a ticket in good standing at one place, by uuid. `reentry` is each gate's rule:
// one entry until an exit allows another ("after_exit"), one and no other ("once"), or any number ("free").
// Passages of gates that lead elsewhere can only end a stay.
export function judge(passages, reentry = {}) {
  const verdicts = new Map();
  let inside = null;
  let last = null;
  for (const passage of inOrder(seenHere(counted(passages), reentry))) {
    let outcome = "admitted";
    let earlier = null;
    if (passage.direction === "exit") {
      inside = null;
    } else {
      const rule = reentry[passage.gate_id] ?? "after_exit";
      const before = rule === "free" ? null : rule === "once" ? (inside ?? last) : inside;
      if (before && !passage.is_override) [outcome, earlier] = ["already_admitted", before];
      else inside = last = passage;
    }
    verdicts.set(passage.uuid, { outcome, earlier });
  }
  return verdicts;
}

export function isInside(passages, reentry = {}) {
  const ordered = inOrder(seenHere(counted(passages), reentry));
  return ordered.length > 0 && ordered.at(-1).direction === "entry";
}

// A time as passages have it, of the same length always, so that texts compare as the instants do.
export function moment(date) {
  return date.toISOString().replace("Z", "000Z");
}
