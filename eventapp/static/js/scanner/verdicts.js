// Who may pass. The same rules as checkin/verdicts.py, held to the same vectors: tests/checkin/vectors.json.
// A passage is { scanned_at, uuid, direction, gate_id }; times are texts like 2026-12-14T01:00:00.000000Z.

export function standingOf(state, ticketVersion, shownVersion) {
  if (state === "cancelled" || state === "declined") return "cancelled";
  if (state !== "confirmed") return "pending";
  if (shownVersion !== null && shownVersion < ticketVersion) return "revoked";
  return "admitted";
}

// What a gate's rules ({ ticket_type_ids, opens_at, closes_at }) say of a ticket in good standing at a moment.
export function allowedAt(rules, ticketType, at) {
  if (rules.ticket_type_ids.length > 0 && !rules.ticket_type_ids.includes(ticketType)) return "wrong_gate";
  if ((rules.opens_at && at < rules.opens_at) || (rules.closes_at && at >= rules.closes_at)) return "not_valid_now";
  return "admitted";
}

// By the time of the scan, and by its id where two clocks agree.
export function inOrder(passages) {
  const key = (passage) => `${passage.scanned_at} ${passage.uuid}`;
  return [...passages].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

// The verdict on each scan of a ticket in good standing, by uuid: one entry, until an exit allows another.
export function judge(passages) {
  const verdicts = new Map();
  let inside = null;
  for (const passage of inOrder(passages)) {
    if (passage.direction === "exit") {
      verdicts.set(passage.uuid, { outcome: "admitted", earlier: null });
      inside = null;
    } else if (inside) {
      verdicts.set(passage.uuid, { outcome: "already_admitted", earlier: inside });
    } else {
      verdicts.set(passage.uuid, { outcome: "admitted", earlier: null });
      inside = passage;
    }
  }
  return verdicts;
}

// A time as passages have it, of the same length always, so that texts compare as the instants do.
export function moment(date) {
  return date.toISOString().replace("Z", "000Z");
}
