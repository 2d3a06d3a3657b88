// Lead capture on an exhibitor's phone: a badge is scanned, kept, and noted about, with or without a network. Whose it
// is this phone learns from the server alone, once the person has agreed.
import { device } from "./api.js";
import { keepLead } from "./lead-store.js";
import { book, forget as forgetLeads, listen as listenToSync, open as openBook, poke, read } from "./lead-sync.js";
import { readTicket } from "./tickets.js";

export { owed, poke, state } from "./lead-sync.js";

const CHIPS = { agreed: "chip-good", waiting: "chip-warn", kept: "chip-info" };
const section = document.querySelector("[data-part=leads]");
const part = (name) => section?.querySelector(`[data-lead="${name}"]`);
let shown = null;
let writing = Promise.resolve();
let tell = { say: () => {}, changed: () => {}, unpaired: () => {} };

export const isExhibitor = () => device.load()?.role === "exhibitor";

export async function open(functions) {
  tell = functions;
  listenToSync({
    changed: () => {
      show();
      tell.changed();
    },
    unpaired: tell.unpaired,
  });
  await openBook();
  show();
}

export async function forget() {
  shown = null;
  await forgetLeads();
  show();
}

// Keeps a badge before it says so. One that this phone scanned already is opened again.
export async function scanned(ticket) {
  await writing;
  const refused = await refusal(ticket);
  if (refused) {
    tell.say(section.dataset[refused]);
    return;
  }
  tell.say(book.facts && !book.facts.is_open ? section.dataset.closed : "");
  const known = book.leads.find((lead) => lead.ticket === ticket);
  shown = known ?? begin(ticket);
  try {
    if (!known) await keepLead(shown);
  } catch {
    tell.say(section.dataset.full);
    return;
  }
  navigator.vibrate?.(60);
  await read();
  openForm(shown);
  poke();
}

// What can be told without a network: a ticket that somebody else signed. Codes and other badges the server knows.
async function refusal(ticket) {
  if (!ticket.startsWith("EA1.") || !book.facts) return "";
  const { refused } = await readTicket(ticket, book.facts.event.id, book.facts.keys);
  return refused ?? "";
}

function begin(ticket) {
  return {
    uuid: crypto.randomUUID(),
    company_id: device.load().company.id,
    ticket,
    scanned_at: new Date().toISOString(),
    revision: 1,
    sent: 0,
    text: "",
    rating: null,
    answers: {},
    state: "kept",
    shared: {},
  };
}

function openForm(lead) {
  shown = lead;
  const form = part("form");
  form.hidden = false;
  form.elements.text.value = lead.text;
  for (const radio of form.elements.rating) radio.checked = radio.value === lead.rating;
  part("questions").replaceChildren(...(book.facts?.questions ?? []).map((question) => fieldOf(question, lead)));
  show();
  form.scrollIntoView({ block: "start" });
  part("name").focus({ preventScroll: true });
}

function fieldOf({ code, label, options }, lead) {
  const field = document.createElement("div");
  const name = document.createElement("label");
  const control = document.createElement(options.length ? "select" : "input");
  field.className = "field";
  control.id = `lead-question-${code}`;
  control.dataset.question = code;
  name.htmlFor = control.id;
  name.textContent = label;
  if (options.length) control.append(new Option("", ""), ...options.map((one) => new Option(one, one)));
  else control.maxLength = 500;
  control.value = lead.answers[code] ?? "";
  field.append(name, control);
  return field;
}

// Every change is kept at once; the server takes the one with the highest number.
function write() {
  if (!shown) return;
  const form = part("form");
  const answers = {};
  for (const control of part("questions").querySelectorAll("[data-question]")) {
    if (control.value) answers[control.dataset.question] = control.value;
  }
  const said = { text: form.elements.text.value, rating: form.elements.rating.value || null, answers };
  const { uuid } = shown;
  writing = writing.then(async () => {
    const lead = book.leads.find((one) => one.uuid === uuid);
    if (!lead) return;
    Object.assign(lead, said, { revision: lead.revision + 1 });
    await keepLead(lead).catch(() => tell.say(section.dataset.full));
  });
}

function done() {
  writing.then(async () => {
    shown = null;
    part("form").hidden = true;
    await read();
    show();
    poke();
    scrollTo({ top: 0 });
  });
}

// Who a lead is, where the person agreed; else that, and when it was.
function titleOf(lead) {
  if (lead.shared.name) return lead.shared.name;
  const time = { hour: "2-digit", minute: "2-digit" };
  const at = new Date(lead.scanned_at).toLocaleTimeString(document.documentElement.lang, time);
  return `${part("form").dataset.unnamed} ${at}`;
}

function stateOf(lead) {
  return section.dataset[lead.state.replace(/_(\w)/, (_all, letter) => letter.toUpperCase())] ?? "";
}

function show() {
  if (!section) return;
  section.hidden = !isExhibitor();
  if (shown) showOpened(book.leads.find((lead) => lead.uuid === shown.uuid) ?? shown);
  part("list").replaceChildren(...book.leads.map(lineOf));
  part("nobody").hidden = book.leads.length > 0;
}

function showOpened(lead) {
  const { name, company, ...more } = lead.shared;
  part("name").textContent = titleOf(lead);
  part("company").textContent = company ?? "";
  part("details").textContent = Object.values(more).filter(Boolean).join(" · ");
  const chip = part("state");
  chip.textContent = stateOf(lead);
  chip.hidden = !chip.textContent;
  chip.className = `chip ${CHIPS[lead.state] ?? ""}`;
  part("explained").hidden = lead.state !== "waiting";
}

function lineOf(lead) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  const name = document.createElement("strong");
  const what = document.createElement("span");
  button.type = "button";
  button.className = "button guest";
  name.textContent = titleOf(lead);
  what.className = "small soft";
  what.textContent = [lead.shared.company, lead.text].filter(Boolean).join(" · ").slice(0, 80);
  button.append(name, what);
  const words = lead.state === "agreed" ? "" : stateOf(lead);
  if (words) {
    const chip = document.createElement("span");
    chip.className = `chip ${CHIPS[lead.state] ?? "chip-bad"}`;
    chip.textContent = words;
    button.append(chip);
  }
  button.addEventListener("click", () => writing.then(() => openForm(lead)));
  line.append(button);
  return line;
}

part("form")?.addEventListener("input", write);
part("form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  done();
});
