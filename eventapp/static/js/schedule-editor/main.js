// The schedule editor: what is done by drag, key or button is drawn at once, stored, and can be undone.
import { makeDraggable } from "./drag.js";
import { Model, STEP } from "./model.js";
import { Sync } from "./sync.js";
import { View } from "./view.js";

const root = document.querySelector("[data-board]");
const bar = document.querySelector("[data-board-bar]");
const status = document.querySelector("[data-board-status]");
const board = JSON.parse(document.getElementById("board-data").textContent);
const words = { ...root.dataset };
const model = new Model(board);
const view = new View(model, root, words);
const undone = [];
const done = [];

const say = (text) => {
  status.textContent = text;
};

const heard = (changed) => {
  view.draw();
  for (const session of changed) {
    view.block(session.code)?.classList.add("is-news");
    say(words.other.replace("{by}", session.by).replace("{title}", session.title));
    showNote(words.other.replace("{by}", session.by).replace("{title}", session.title));
  }
};

const sync = new Sync(model, { moves: board.moves, state: board.state, csrf: root.dataset.csrf }, heard);

const showNote = (text) => {
  const note = document.createElement("p");
  note.className = "board-toast";
  note.textContent = text;
  root.append(note);
  setTimeout(() => note.remove(), 6_000);
};

const same = (one, other) => one.starts === other.starts && one.ends === other.ends && one.room === other.room;

const commit = async (session, place, { remembers = true } = {}) => {
  const before = model.place(session);
  if (same(before, place)) {
    view.draw();
    return true;
  }
  if (place.starts === null && session.starts !== null)
    session.minutes = Math.round((session.ends - session.starts) / 60_000);
  model.put(session, place);
  view.draw();
  say(view.describe(session));
  const memory = { code: session.code, before, after: place };
  if (remembers) {
    done.push(memory);
    undone.length = 0;
    drawButtons();
  }
  const { outcome, by } = await sync.move(session, place);
  if (outcome !== "stored" && done.includes(memory)) done.splice(done.indexOf(memory), 1);
  if (outcome === "refused") {
    showNote(words.refused.replace("{by}", by).replace("{title}", session.title));
    say(words.refused.replace("{by}", by).replace("{title}", session.title));
  } else if (outcome === "failed") {
    model.put(session, before);
    showNote(words.failed);
    say(words.failed);
  }
  view.draw();
  drawButtons();
  return outcome === "stored";
};

const step = async (from, to, wanted, expected) => {
  const move = from.pop();
  if (!move) return;
  const session = model.sessions.get(move.code);
  if (!same(model.place(session), move[expected])) {
    showNote(words.refused.replace("{by}", session.by).replace("{title}", session.title));
    drawButtons();
    return;
  }
  if (await commit(session, move[wanted], { remembers: false })) to.push(move);
  drawButtons();
};
const undo = () => step(done, undone, "before", "after");
const redo = () => step(undone, done, "after", "before");

const drawButtons = () => {
  const [undoButton, redoButton] = [bar.querySelector("[data-board-undo]"), bar.querySelector("[data-board-redo]")];
  if (undoButton) undoButton.disabled = !done.length;
  if (redoButton) redoButton.disabled = !undone.length;
};

const showDay = (index) => {
  model.day = index;
  for (const [number, button] of [...bar.querySelectorAll("[data-day]")].entries())
    button.setAttribute("aria-pressed", number === index);
  view.draw();
};

const drawDays = () => {
  const days = bar.querySelector("[data-board-days]");
  for (const [index, day] of model.days.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.dataset.day = index;
    button.textContent = day.name;
    button.addEventListener("click", () => showDay(index));
    days.append(button);
  }
};

const showSession = (code) => {
  const session = model.sessions.get(code);
  if (session.starts !== null) {
    const index = model.days.findIndex((day) => session.starts >= day.begins && session.starts < day.ends);
    if (index >= 0 && index !== model.day) showDay(index);
  }
  const block = view.block(code);
  block?.scrollIntoView({ block: "center", inline: "nearest" });
  block?.focus();
};

const wantedByKey = (session, event) => {
  const place = model.place(session);
  if (event.key === "Delete" || event.key === "Backspace") return { starts: null, ends: null, room: null };
  if (place.starts === null) return event.key.startsWith("Arrow") ? model.firstFree(session) : null;
  const vertical = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
  if (vertical && event.shiftKey)
    return place.ends + vertical > place.starts ? { ...place, ends: place.ends + vertical } : null;
  if (vertical) return { ...place, starts: place.starts + vertical, ends: place.ends + vertical };
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!sideways) return null;
  const room = model.rooms[model.rooms.findIndex((found) => found.id === place.room) + sideways];
  return room ? { ...place, room: room.id } : null;
};

root.addEventListener("keydown", (event) => {
  const code = event.target.dataset?.code;
  if (!code) return;
  const session = model.sessions.get(code);
  if (event.key === "Enter") {
    location.assign(session.link);
  } else if (board.mayEdit) {
    const place = wantedByKey(session, event);
    if (!place) return;
    event.preventDefault();
    commit(session, place);
  }
});
root.addEventListener("dblclick", (event) => {
  const block = event.target.closest(".board-block");
  if (block) location.assign(model.sessions.get(block.dataset.code).link);
});
root.addEventListener("click", (event) => {
  const code = event.target.dataset?.show;
  if (code) showSession(code);
});
bar.querySelector("[data-board-zoom]").addEventListener("input", (event) => {
  view.hourHeight = Number(event.target.value);
  view.draw();
});

root.hidden = bar.hidden = false;
drawDays();
const now = Date.now();
showDay(
  Math.max(
    model.days.findIndex((day) => now >= day.begins && now < day.ends),
    0,
  ),
);
if (board.mayEdit) {
  makeDraggable(view, commit, say);
  bar.querySelector("[data-board-undo]").addEventListener("click", undo);
  bar.querySelector("[data-board-redo]").addEventListener("click", redo);
  document.addEventListener("keydown", (event) => {
    if (
      !(event.ctrlKey || event.metaKey) ||
      event.key.toLowerCase() !== "z" ||
      event.target.matches("input, textarea, select")
    )
      return;
    event.preventDefault();
    if (event.shiftKey) redo();
    else undo();
  });
}
sync.listen();
