// Live captions: new words appear by themselves, and the page follows them until the reader looks back.
import { watchPart } from "./watch-part.js";

const PAUSE = 2000;
const NEAR = 60;
const log = document.querySelector("[data-captions]");
const silence = document.querySelector("[data-captions-silence]");
const empty = document.querySelector("[data-captions-empty]");
const latest = document.querySelector("[data-captions-latest]");

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
const toEnd = () => {
  log.scrollTop = log.scrollHeight;
};

// Lines that are there already stay as they are, so that a screen reader says only what is new or was corrected.
function show(text) {
  const follows = isAtEnd() || "follows" in log.dataset;
  const page = new DOMParser().parseFromString(text, "text/html");
  const told = new Map([...page.querySelectorAll("[data-number]")].map((line) => [line.dataset.number, line]));
  for (const line of [...log.children]) {
    const news = told.get(line.dataset.number);
    if (!news) line.remove();
    else if (news.textContent !== line.textContent) line.textContent = news.textContent;
    told.delete(line.dataset.number);
  }
  for (const line of told.values()) log.append(line);
  if (empty) empty.hidden = log.children.length > 0;
  if (follows) toEnd();
  if (latest) latest.hidden = isAtEnd();
}

log.addEventListener("scroll", () => {
  if (latest) latest.hidden = isAtEnd();
});
latest?.addEventListener("click", toEnd);
document.querySelector("[data-full-screen]")?.addEventListener("click", () => log.parentElement.requestFullscreen?.());
watchPart(log.dataset.captions, PAUSE, silence, show);
