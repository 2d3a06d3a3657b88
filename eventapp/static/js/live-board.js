// Keeps the live board up to date. The server answers 304 where nothing changed, which the browser's cache resolves.
const PAUSE = 3000;
const PATIENCE = 8000;
const board = document.querySelector("[data-live-board]");
const silence = document.querySelector("[data-live-silence]");
let shown = "";

async function look() {
  try {
    const answer = await fetch(board.dataset.liveBoard, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(answer.statusText);
    const text = await answer.text();
    if (text !== shown) board.innerHTML = shown = text;
    silence.hidden = true;
  } catch {
    silence.hidden = false;
  }
  setTimeout(look, PAUSE);
}

document.querySelector("[data-full-screen]")?.addEventListener("click", () => board.requestFullscreen?.());
look();
