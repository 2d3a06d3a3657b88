// A captioner's page: Enter sends a line and the next one can be typed at once; without a network lines wait in order.
const RETRY = 3000;
const LOOK = 3000;
const form = document.querySelector("[data-captioner]");
const field = form.querySelector("[data-captions-text]");
const state = document.querySelector("[data-caption-state]");
const written = document.querySelector("[data-written]");
const error = document.querySelector("[data-caption-error]");
const KEPT = `eventapp-captions:${location.pathname}`;
const waiting = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
let sending = false;

function say(words) {
  error.querySelector("[data-caption-words]").textContent = words;
  error.hidden = !words;
}

function tell() {
  sessionStorage.setItem(KEPT, JSON.stringify(waiting));
  state.textContent = waiting.length ? form.dataset.waiting.replace("{number}", waiting.length) : form.dataset.sent;
}

async function post({ key, text }) {
  const body = new FormData(form);
  body.set("key", key);
  body.set("text", text);
  return fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
}

// One after the other, so that lines stay in their order. What is refused goes back into the field, with the reason.
async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  try {
    while (waiting.length) {
      const answer = await post(waiting[0]);
      if (answer.status === 422) {
        const { text } = waiting.shift();
        say((await answer.json()).error);
        field.value = [text, field.value].filter(Boolean).join("\n");
      } else if (answer.ok) {
        waiting.shift();
        say("");
      } else {
        throw new Error(answer.statusText);
      }
      tell();
    }
    await look();
  } catch {
    tell();
  } finally {
    sending = false;
  }
}

async function look() {
  const answer = await fetch(written.dataset.written).catch(() => null);
  if (!answer?.ok) return;
  const text = await answer.text();
  if (written.contains(document.activeElement)) return;
  written.innerHTML = text;
  written.scrollTop = written.scrollHeight;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  waiting.push({ key: crypto.randomUUID(), text });
  field.value = "";
  field.focus();
  tell();
  send();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
written.scrollTop = written.scrollHeight;
if (waiting.length) tell();
setInterval(send, RETRY);
setInterval(look, LOOK);
addEventListener("online", send);
