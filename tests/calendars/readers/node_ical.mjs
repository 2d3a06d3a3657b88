import { readFileSync } from "node:fs";
import ical from "node-ical";

const words = (value) => (value && typeof value === "object" ? value.val : value);
const rows = Object.values(ical.sync.parseICS(readFileSync(0, "utf8")))
  .filter((entry) => entry.type === "VEVENT")
  .map((event) => ({
    uid: event.uid,
    start: event.start.toISOString(),
    end: event.end.toISOString(),
    summary: words(event.summary),
    location: words(event.location),
    status: event.status,
    sequence: event.sequence,
  }));
process.stdout.write(JSON.stringify(rows));
