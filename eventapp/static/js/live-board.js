// Keeps the live board up to date.
import { watchPart } from "./watch-part.js";

const PAUSE = 3000;
const board = document.querySelector("[data-live-board]");
const silence = document.querySelector("[data-live-silence]");

document.querySelector("[data-full-screen]")?.addEventListener("click", () => board.requestFullscreen?.());
watchPart(board.dataset.liveBoard, PAUSE, silence, (text) => {
  board.innerHTML = text;
});
