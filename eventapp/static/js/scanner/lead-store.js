// An exhibitor's leads on this phone: kept before anybody is told so, and until the server has them.
import { openDB } from "../../vendor/idb.js";

const NAME = "eventapp-leads";
let opened;

function database() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("leads", { keyPath: "uuid" });
      db.createObjectStore("facts");
    },
    blocking: (_old, _new, { target }) => target.close(),
  });
  return opened;
}

export async function storedFacts() {
  return (await (await database()).get("facts", "facts")) ?? null;
}

export async function keepFacts(facts) {
  await (await database()).put("facts", facts, "facts");
}

// Those of one company, the latest first: a phone that was another company's before does not show these.
export async function leadsOf(companyId) {
  const found = (await (await database()).getAll("leads")).filter((lead) => lead.company_id === companyId);
  return found.sort((one, other) => other.scanned_at.localeCompare(one.scanned_at));
}

export async function keepLead(lead) {
  const transaction = (await database()).transaction("leads", "readwrite", { durability: "strict" });
  transaction.store.put(lead);
  await transaction.done;
}

// Change leads as they are now: somebody may have written on while the server answered.
export async function changeLeads(changes) {
  const transaction = (await database()).transaction("leads", "readwrite");
  for (const [uuid, change] of changes) {
    const lead = await transaction.store.get(uuid);
    if (!lead) continue;
    const changed = change(lead);
    if (changed) await transaction.store.put(changed);
    else await transaction.store.delete(uuid);
  }
  await transaction.done;
}

// Everything but what the server has not taken yet.
export async function forgetSent() {
  const transaction = (await database()).transaction(["leads", "facts"], "readwrite");
  const leads = transaction.objectStore("leads");
  for (const lead of await leads.getAll()) if (lead.sent >= lead.revision) await leads.delete(lead.uuid);
  await transaction.objectStore("facts").clear();
  await transaction.done;
}
