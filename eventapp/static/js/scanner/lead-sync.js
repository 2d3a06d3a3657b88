// Brings leads to the server, and what people agreed to from it: at once after a change, else each minute.
import { ApiError, device, leadNews, sendLeads } from "./api.js";
import { changeLeads, forgetSent, keepFacts, leadsOf, storedFacts } from "./lead-store.js";

const PAUSE = 60_000;
const SOON = 3000;
const LONGEST_PAUSE = 60_000;
const AT_ONCE = 20;
const SETTLED = ["waiting", "agreed", "withdrawn"];
let timer;
let failures = 0;
let running = false;
let again = false;

export const state = { isOnline: null, waiting: 0, syncedAt: null };
export const book = { facts: null, leads: [] };
const listeners = { changed: () => {}, unpaired: () => {} };

export function listen(functions) {
  Object.assign(listeners, functions);
}

const companyId = () => device.load()?.company?.id;
const isOwed = (lead) => lead.sent < lead.revision;
export const owed = async () => (await leadsOf(companyId())).filter(isOwed);

export async function open() {
  book.facts = await storedFacts();
  if (book.facts?.synced_at) state.syncedAt = new Date(book.facts.synced_at);
  await expire();
  await read();
}

export async function read() {
  book.leads = await leadsOf(companyId());
  state.waiting = book.leads.filter(isOwed).length;
}

export async function forget() {
  clearTimeout(timer);
  await forgetSent();
  book.facts = null;
  book.leads = [];
}

// A phone that nobody unpaired keeps nobody's name for longer than the event and a week.
async function expire() {
  if (book.facts && Date.now() > Date.parse(book.facts.expires_at)) await forgetSent();
}

export function poke() {
  if (running) {
    again = true;
    return;
  }
  clearTimeout(timer);
  round();
}

async function round() {
  running = true;
  try {
    if (!book.facts) await pull();
    await alone(push);
    await pull();
    failures = 0;
    state.isOnline = true;
    state.syncedAt = new Date();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      listeners.unpaired();
      return;
    }
    failures += 1;
    state.isOnline = false;
  } finally {
    running = false;
    await read();
    listeners.changed();
  }
  if (again) {
    again = false;
    round();
  } else {
    const pause = failures ? Math.min(SOON * 2 ** failures, LONGEST_PAUSE) : PAUSE;
    timer = setTimeout(round, pause);
  }
}

// Two tabs share what is owed: one of them sends at a time. Sending it twice changes nothing at the server.
const alone = (act) => (navigator.locks ? navigator.locks.request("eventapp-leads-push", act) : act());

async function push() {
  for (let leads = await owed(); leads.length > 0; leads = await owed()) {
    const sent = leads.slice(0, AT_ONCE);
    const { results } = await sendLeads(sent.map(asSent));
    const revisions = new Map(sent.map((lead) => [lead.uuid, lead.revision]));
    await changeLeads(
      results.map((result) => [
        result.uuid,
        (lead) => ({
          ...lead,
          sent: revisions.get(result.uuid),
          state: result.state ?? "unknown",
          shared: result.shared ?? {},
        }),
      ]),
    );
  }
}

const asSent = ({ uuid, ticket, scanned_at, revision, text, rating, answers }) => ({
  uuid,
  ticket,
  scanned_at,
  revision,
  text,
  rating,
  answers,
});

async function pull() {
  const news = await leadNews(book.facts?.version ?? "");
  if (news.is_unchanged) {
    book.facts = { ...book.facts, synced_at: new Date().toISOString() };
  } else {
    const { leads, ...facts } = news;
    await learn(leads);
    book.facts = { ...facts, synced_at: new Date().toISOString() };
  }
  await keepFacts(book.facts);
}

// What people agreed to or took back since; whoever the server knows no more is gone from here too.
async function learn(leads) {
  const told = new Map(leads.map((lead) => [lead.uuid, lead]));
  const known = await leadsOf(companyId());
  await changeLeads(
    known
      .filter((lead) => lead.sent > 0 && SETTLED.includes(lead.state))
      .map(({ uuid }) => [
        uuid,
        (lead) => {
          const news = told.get(uuid);
          if (!news) return null;
          const isWithdrawn = news.state === "withdrawn";
          return {
            ...lead,
            state: news.state,
            shared: news.shared,
            ...(isWithdrawn ? { text: "", rating: null, answers: {} } : {}),
          };
        },
      ]),
  );
}
