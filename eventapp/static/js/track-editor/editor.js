// The editor of a track: lines beside the recording, by keys first. Each change is saved at once.
import { remarksOn } from "./remarks.js";
import { Store } from "./store.js";
import * as times from "./times.js";
import { Undo, unadd, unchange, undelete, unmerge, unsplit } from "./undo.js";
import { drawWaveform } from "./waveform.js";

const SHORTEST = 300;
const NEW_LINE = 2000;
const NUDGE = 100;
const root = document.querySelector("[data-editor]");
const list = root.querySelector("[data-cues]");
const model = root.querySelector("[data-cue]");
const measures = JSON.parse(root.dataset.measures);
const glossary = JSON.parse(root.dataset.words);
const remarkWords = JSON.parse(root.dataset.remarks);
const sources = JSON.parse(root.querySelector("[data-source-lines]").textContent);
const state = root.querySelector("[data-editor-state]");
const error = root.querySelector("[data-editor-error]");
const dialog = root.querySelector("[data-comment-dialog]");
const video = root.querySelector("video");
let playUntil = Number.POSITIVE_INFINITY;
let redraw = () => {};

const store = new Store(root, show, refuse, (name) => {
  state.textContent = state.dataset[name];
});
const undo = new Undo(store, (number) => {
  root.querySelector("[data-do=undo]").disabled = !number;
});

function refuse(words) {
  error.querySelector("[data-editor-words]").textContent = words;
  error.hidden = !words;
}

function itemOf(uid) {
  return list.querySelector(`[data-uid="${CSS.escape(uid)}"]`);
}

function made(cue) {
  const item = model.content.firstElementChild.cloneNode(true);
  item.dataset.uid = cue.uid;
  return item;
}

// What somebody is just typing is left alone; it is saved, or refused with words, by itself.
function fill(item, cue) {
  const values = {
    starts: times.shown(cue.starts_ms),
    ends: times.shown(cue.ends_ms),
    speaker: cue.speaker,
    text: cue.text,
  };
  for (const [name, value] of Object.entries(values)) {
    const field = item.querySelector(`[name=${name}]`);
    if (field === document.activeElement && field.dataset.before !== undefined && field.value !== field.dataset.before)
      continue;
    field.value = value;
    field.dataset.before = value;
  }
  const { text: source } = sourceOf(cue);
  item.querySelector("[data-source]").textContent = source;
  item.querySelector("[data-source]").hidden = !source;
}

// What the original says while a line is shown, and who says it: nobody where nobody is named, or several are.
function sourceOf(cue) {
  const beside = sources.filter((one) => one.starts_ms < cue.ends_ms && one.ends_ms > cue.starts_ms);
  const speakers = new Set(beside.map(({ speaker }) => speaker));
  return { text: beside.map(({ text }) => text).join("\n"), speaker: speakers.size === 1 ? [...speakers][0] : "" };
}

function remark(item, cue, following) {
  const text = item.querySelector("[name=text]").value || cue.text;
  const found = measures ? remarksOn({ ...cue, text }, following, sourceOf(cue), measures, glossary) : [];
  item.querySelector("[data-remarks-of]").textContent = found
    .map(([kind, value]) => remarkWords[kind].replace("{value}", value))
    .join(" · ");
  item.classList.toggle("has-remarks", found.length > 0);
}

function comment(item, cue) {
  const said = store.comments[cue.uid] ?? [];
  const lines = said.map(({ author, text }) => {
    const line = document.createElement("p");
    const name = document.createElement("b");
    name.textContent = `${author}: `;
    line.append(name, text);
    return line;
  });
  item.querySelector("[data-comments-of]").replaceChildren(...lines);
  item.querySelector("[data-do=settle]").hidden = !said.length;
}

function show(changed, gone) {
  for (const uid of gone) itemOf(uid)?.remove();
  const cues = store.inOrder();
  let place = list.firstElementChild;
  for (const [number, cue] of cues.entries()) {
    let item = place?.dataset.uid === cue.uid ? place : itemOf(cue.uid);
    const isNew = !item;
    item ??= made(cue);
    if (item !== place) list.insertBefore(item, place);
    else place = place.nextElementSibling;
    if (isNew || changed.has(cue.uid)) fill(item, cue);
    if (isNew || changed.size || gone.size) remark(item, cue, cues[number + 1]);
    comment(item, cue);
  }
  redraw();
}

function cueOf(element) {
  return store.cues.get(element.closest("[data-uid]")?.dataset.uid);
}

async function change(cue, values) {
  refuse("");
  const done = await store.do(() => [{ kind: "change", uid: cue.uid, version: cue.version, ...values }]);
  if (done?.cues.length) undo.keep(unchange(store, [cue]));
  return done;
}

async function save(field) {
  const cue = cueOf(field);
  if (!cue || field.value === field.dataset.before) return;
  const sent = field.value;
  const values = {};
  if (field.name === "text" || field.name === "speaker") values[field.name] = sent;
  else {
    const time = times.read(sent);
    if (time === null) {
      field.value = field.dataset.before;
      return;
    }
    values[field.name === "starts" ? "starts_ms" : "ends_ms"] = time;
  }
  const known = { ...cue };
  const done = await change(known, values);
  // Refused text stays where it was typed, to be tried again; times go back to what holds.
  if (!done && field.name !== "text") field.value = field.dataset.before;
}

function now() {
  return video ? Math.round(video.currentTime * 1000) : 0;
}

// Who pauses at once interrupts it.
function begin() {
  video.play().catch(() => {});
}

function play(cue) {
  if (!video) return;
  video.currentTime = cue.starts_ms / 1000;
  playUntil = cue.ends_ms / 1000;
  begin();
}

function focusOn(uid) {
  const field = itemOf(uid)?.querySelector("[name=text]");
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

async function split(cue, item) {
  const field = item.querySelector("[name=text]");
  const text = field.value;
  await save(field);
  const known = store.cues.get(cue.uid);
  const at =
    field.selectionStart > 0 && field.selectionStart < text.length ? field.selectionStart : Math.ceil(text.length / 2);
  const share = known.starts_ms + ((known.ends_ms - known.starts_ms) * at) / text.length;
  const moment = now() > known.starts_ms + SHORTEST && now() < known.ends_ms - SHORTEST ? now() : Math.round(share);
  const before = { ...known };
  const done = await store.do(() => [
    { kind: "split", uid: known.uid, version: known.version, at: [...text.slice(0, at)].length, at_ms: moment },
  ]);
  if (done) {
    undo.keep(unsplit(store, before));
    focusOn(done.cues.find((one) => one.uid !== known.uid)?.uid ?? known.uid);
  }
}

async function merge(cue, item) {
  await save(item.querySelector("[name=text]"));
  const cues = store.inOrder();
  const following = cues[cues.findIndex((one) => one.uid === cue.uid) + 1];
  const before = { ...store.cues.get(cue.uid) };
  const done = await store.do(() => [{ kind: "merge", uid: cue.uid, version: before.version }]);
  if (done) undo.keep(unmerge(store, before, { ...following }));
}

async function remove(cue, item) {
  const next = item.nextElementSibling?.dataset.uid ?? item.previousElementSibling?.dataset.uid;
  const done = await store.do(() => [{ kind: "delete", uid: cue.uid, version: cue.version }]);
  if (done) undo.keep(undelete({ ...cue }));
  if (done && next) focusOn(next);
}

async function add() {
  const cues = store.inOrder();
  let starts = now();
  const over = cues.find((one) => one.starts_ms <= starts && one.ends_ms > starts);
  if (over) starts = over.ends_ms;
  const following = cues.find((one) => one.starts_ms >= starts);
  const ends = Math.min(starts + NEW_LINE, following?.starts_ms ?? Number.POSITIVE_INFINITY);
  const done = await store.do(() => [{ kind: "add", text: "…", starts_ms: starts, ends_ms: ends }]);
  if (!done) return;
  const [{ uid }] = done.cues;
  undo.keep(unadd(store, uid));
  focusOn(uid);
  itemOf(uid)?.querySelector("[name=text]").select();
}

function say(cue) {
  dialog.querySelector("textarea").value = "";
  dialog.returnValue = "";
  dialog.onclose = () => {
    const { value } = dialog.querySelector("textarea");
    if (dialog.returnValue === "save" && value.trim()) store.comment(cue.uid, value);
  };
  dialog.showModal();
}

function go(item, isBack) {
  const other = isBack ? item.previousElementSibling : item.nextElementSibling;
  if (other) focusOn(other.dataset.uid);
}

function nudge(cue, by) {
  change({ ...cue }, { starts_ms: cue.starts_ms + by, ends_ms: cue.ends_ms + by });
}

const DEEDS = {
  play: (cue) => play(cue),
  split,
  merge,
  delete: remove,
  comment: (cue) => say(cue),
  settle: (cue) => store.comment(cue.uid, ""),
};

const KEYS = {
  KeyL: (cue) => play(cue),
  KeyS: split,
  KeyM: merge,
  ArrowUp: (_cue, item) => go(item, true),
  ArrowDown: (_cue, item) => go(item, false),
  BracketLeft: (cue) => change({ ...cue }, { starts_ms: now() }),
  BracketRight: (cue) => change({ ...cue }, { ends_ms: now() }),
  Comma: (cue) => nudge(cue, -NUDGE),
  Period: (cue) => nudge(cue, NUDGE),
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const cue = cueOf(button);
  if (cue) DEEDS[button.dataset.do]?.(cue, button.closest("[data-uid]"));
  else if (button.dataset.do === "add") add();
  else if (button.dataset.do === "undo") undo.back();
  else if (button.dataset.do === "find") toggleFind(button);
});

root.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const cue = cueOf(event.target);
  if (event.code === "KeyP" && video) {
    event.preventDefault();
    playUntil = Number.POSITIVE_INFINITY;
    if (video.paused) begin();
    else video.pause();
  } else if (event.code === "KeyZ") {
    event.preventDefault();
    undo.back();
  } else if (cue && KEYS[event.code]) {
    event.preventDefault();
    KEYS[event.code](cue, event.target.closest("[data-uid]"));
  }
});

list.addEventListener("change", (event) => {
  if (event.target.name) save(event.target);
});

list.addEventListener("input", (event) => {
  const cue = cueOf(event.target);
  if (event.target.name !== "text" || !cue) return;
  const cues = store.inOrder();
  remark(event.target.closest("[data-uid]"), cue, cues[cues.indexOf(cue) + 1]);
});

// Find and replace

const find = root.querySelector("[data-find]");

function toggleFind(button) {
  find.hidden = !find.hidden;
  button.setAttribute("aria-expanded", String(!find.hidden));
  if (!find.hidden) find.querySelector("[name=find]").focus();
}

find.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { find: wanted, replace } = Object.fromEntries(new FormData(find));
  const found = wanted ? store.inOrder().filter((cue) => cue.text.includes(wanted)) : [];
  const words = find.querySelector("[data-found]");
  words.textContent = words.dataset.found.replace("{number}", found.length);
  if (!found.length) return;
  if (event.submitter?.value === "all") {
    const befores = found.map((cue) => ({ ...cue }));
    const done = await store.do(() =>
      found.map((cue) => ({
        kind: "change",
        uid: cue.uid,
        version: cue.version,
        text: cue.text.replaceAll(wanted, replace),
      })),
    );
    if (done) undo.keep(unchange(store, befores));
  } else {
    const last = document.activeElement.closest("[data-uid]")?.dataset.uid ?? find.dataset.last;
    const after = found.findIndex((cue) => cue.uid === last) + 1;
    const { uid } = found[after % found.length];
    find.dataset.last = uid;
    focusOn(uid);
  }
});

if (video) {
  video.addEventListener("timeupdate", () => {
    if (video.currentTime >= playUntil) {
      playUntil = Number.POSITIVE_INFINITY;
      video.pause();
    }
    const at = now();
    const shown = store.inOrder().find((cue) => cue.starts_ms <= at && cue.ends_ms > at);
    for (const item of list.querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
    if (shown) itemOf(shown.uid)?.setAttribute("aria-current", "true");
  });
}

await store.begin();
const canvas = root.querySelector("[data-waveform]");
if (canvas && video) redraw = (await drawWaveform(canvas, video, store)) ?? redraw;
