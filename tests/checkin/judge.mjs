// Judges what stands in the input, by the scanner's own rules: the cases of vectors.json, and others of their shape.
import { readFileSync } from "node:fs";
import { fits, normalNumber } from "../../eventapp/static/js/scanner/badges.js";
import { allowedAt, judge, seatFor, standingOf } from "../../eventapp/static/js/scanner/verdicts.js";

const {
  judge: cases = [],
  standings = [],
  rules: ruled = [],
  seats = [],
  numbers = [],
} = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(
  JSON.stringify({
    judge: cases.map(({ passages, reentry }) =>
      Object.fromEntries(
        [...judge(passages, reentry)].map(([uuid, { outcome, earlier }]) => [
          uuid,
          { outcome, earlier: earlier?.uuid ?? null },
        ]),
      ),
    ),
    standings: standings.map(({ state, ticket_version, shown_version }) =>
      standingOf(state, ticket_version, shown_version),
    ),
    rules: ruled.map(({ rules, ticket_type, badge_class, at, days, zone }) =>
      allowedAt(rules, ticket_type, at, badge_class, days, zone),
    ),
    seats: seats.map(({ capacity, booked, has_booked, others_inside }) =>
      seatFor(capacity, booked, has_booked, others_inside),
    ),
    numbers: numbers.map(({ pattern, text }) => fits(pattern, normalNumber(text))),
  }),
);
