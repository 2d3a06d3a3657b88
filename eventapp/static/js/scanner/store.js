// What this phone knows and owes, kept through reloads and restarts: people, passages, scans that have not been sent.
import { openDB } from "../../vendor/idb.js";

const NAME = "eventapp-door";
const A_PAGE = 200;
let opened;

function database() {
  opened ??= openDB(NAME, 2, {
    upgrade(db, before, _after, transaction) {
      if (before < 1) {
        db.createObjectStore("people", { keyPath: "serial" });
        db.createObjectStore("passages", { keyPath: "uuid" });
        db.createObjectStore("queue", { keyPath: "uuid" });
        db.createObjectStore("facts");
      }
      if (before < 2) {
        db.createObjectStore("badges", { keyPath: "id" });
        db.createObjectStore("pages", { keyPath: "cursor" });
        transaction.objectStore("facts").clear(); // what an older scanner kept says too little: it comes anew
      }
    },
    blocking: (_old, _new, { target }) => target.close(),
  });
  return opened;
}

// All that a verdict is made from.
export async function everything() {
  const db = await database();
  const [pages, people, passages, facts, badges] = await Promise.all([
    db.getAll("pages"),
    db.getAll("people"),
    db.getAll("passages"),
    db.get("facts", "facts"),
    db.getAll("badges"),
  ]);
  const newest = new Map();
  for (const person of [...pages.flatMap((page) => page.people), ...people]) {
    if (!(newest.get(person.serial)?.cursor > person.cursor)) newest.set(person.serial, person);
  }
  return { people: [...newest.values()], passages, facts, badges };
}

// A scan is safe on the disk before anybody is told to pass.
export async function keepScan(scan, passage) {
  const transaction = (await database()).transaction(["queue", "passages"], "readwrite", { durability: "strict" });
  transaction.objectStore("queue").put(scan);
  if (passage) transaction.objectStore("passages").put(passage);
  await transaction.done;
}

export async function dropSent(uuids) {
  const transaction = (await database()).transaction("queue", "readwrite");
  for (const uuid of uuids) transaction.store.delete(uuid);
  await transaction.done;
}

// Scans of this event that the server has not taken yet, in the order of their making. Those of another event, for
// which this phone was paired before, stay until it is paired with that again.
export async function queued(eventId) {
  const scans = (await (await database()).getAll("queue")).filter((scan) => scan.event_id === eventId);
  return scans.sort((one, other) => one.device_seq - other.device_seq);
}

// Many people at once, as when a phone is paired, are kept as one page: thousands of single writes take seconds.
export async function keepNews({ people, passages, facts, begins_anew }) {
  const transaction = (await database()).transaction(["pages", "people", "passages", "facts"], "readwrite");
  if (begins_anew) {
    transaction.objectStore("pages").clear();
    transaction.objectStore("people").clear();
  }
  if (people.length > A_PAGE) transaction.objectStore("pages").put({ cursor: facts.cursor, people });
  else for (const person of people) transaction.objectStore("people").put(person);
  for (const passage of passages) transaction.objectStore("passages").put(passage);
  transaction.objectStore("facts").put(facts, "facts");
  await transaction.done;
}

// The lists of other organisers' badges, all of them anew.
export async function keepBadges(issuers) {
  const transaction = (await database()).transaction("badges", "readwrite");
  transaction.store.clear();
  for (const issuer of issuers) transaction.store.put(issuer);
  await transaction.done;
}

// Everybody goes, as when the event is over; what the phone is, and what it owes, stays.
export async function forgetPeople() {
  const transaction = (await database()).transaction(["pages", "people", "passages", "badges"], "readwrite");
  for (const name of transaction.objectStoreNames) transaction.objectStore(name).clear();
  await transaction.done;
}

// Everything but what is owed to the server.
export async function forgetAll() {
  const transaction = (await database()).transaction(["pages", "people", "passages", "facts", "badges"], "readwrite");
  for (const name of transaction.objectStoreNames) transaction.objectStore(name).clear();
  await transaction.done;
}
