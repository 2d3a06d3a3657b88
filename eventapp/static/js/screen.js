// A display: shows what is on and what comes next by itself, by the server's clock, and asks for changes all the while.
import { watchPart } from "./watch-part.js";

const PAUSE = 5000;
const TURN = 12_000;
const screen = document.querySelector("[data-screen]");
const rooms = screen.querySelector("[data-rooms]");
const silence = screen.querySelector("[data-silence]");
const clock = screen.querySelector("[data-clock]");
const time = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: screen.dataset.zone,
});
const shownAtOnce = Number(screen.dataset.shown);
let ahead = 0; // milliseconds by which this machine's clock is before the server's
let turned = 0;

const now = () => Date.now() - ahead;

// The session that is on and those that follow it; those that were to be on now and are cancelled stay until their end.
function turnOver(room) {
  const words = [screen.dataset.now, screen.dataset.next];
  let shown = 0;
  let following = 0;
  for (const session of room.querySelectorAll("[data-starts]")) {
    const isOver = Date.parse(session.dataset.ends) <= now();
    const isOn = !isOver && Date.parse(session.dataset.starts) <= now();
    session.hidden = isOver || shown >= shownAtOnce;
    session.classList.toggle("is-on", isOn && !session.hidden);
    if (session.hidden) continue;
    shown += 1;
    session.querySelector("[data-state]").textContent = isOn ? words[0] : following ? screen.dataset.then : words[1];
    if (!isOn) following += 1;
  }
  const over = room.querySelector("[data-over-words]");
  over.textContent = screen.dataset.over;
  over.hidden = shown > 0;
}

// Rooms that do not fit on a display take turns; on a phone, and where nothing may move, one scrolls.
const display = matchMedia("(min-width: 60rem) and (prefers-reduced-motion: no-preference)");

function turnPages() {
  const all = [...rooms.querySelectorAll("[data-room]")];
  for (const room of all) room.hidden = false;
  if (!display.matches) return;
  const fitting = all.findIndex((room) => room.getBoundingClientRect().bottom + scrollY > innerHeight);
  if (fitting <= 0) return;
  const first = (turned * fitting) % (Math.ceil(all.length / fitting) * fitting);
  for (const [number, room] of all.entries()) room.hidden = number < first || number >= first + fitting;
}

function show() {
  clock.textContent = time.format(now());
  for (const room of rooms.querySelectorAll("[data-room]")) turnOver(room);
}

// A screen that is there no more loads itself again, and says so; every other answer sets the clock.
function look(answer) {
  if (answer.status === 404 || answer.status === 410) {
    location.reload();
    return false;
  }
  const said = Date.parse(answer.headers.get("Date") ?? "");
  if (answer.ok && Math.abs(Date.now() - ahead - said) > 2000) ahead = Date.now() - said;
  return true;
}

function replace(text) {
  rooms.innerHTML = text;
  show();
  turnPages();
}

screen.querySelector("[data-full-screen]").addEventListener("click", () => screen.requestFullscreen?.());
show();
turnPages();
setInterval(show, 1000);
setInterval(() => {
  turned += 1;
  turnPages();
}, TURN);
watchPart(screen.dataset.screen, PAUSE, silence, replace, look);
