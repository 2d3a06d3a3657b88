// Dragging with mouse, pen or finger: moves blocks between rooms and times, resizes them, and takes them to the shelf.
import { STEP } from "./model.js";

const FAR_ENOUGH = 5;
const EDGE = 48;
const snapped = (instant, origin) => origin + Math.round((instant - origin) / STEP) * STEP;

export function makeDraggable(view, commit, say) {
  const { model, root } = view;
  const frame = root.querySelector(".board-frame");
  const side = root.querySelector(".board-side");
  let drag = null;

  const begin = (event) => {
    const block = event.target.closest(".board-block");
    if (!block || event.button !== 0) return;
    const session = model.sessions.get(block.dataset.code);
    const box = block.getBoundingClientRect();
    drag = {
      block,
      session,
      resizes: event.target.classList.contains("board-resize"),
      x: event.clientX,
      y: event.clientY,
      grip: event.clientY - box.top,
      below: box.bottom - event.clientY,
      moving: false,
      pointer: event.pointerId,
    };
    view.hold();
  };

  const start = () => {
    drag.moving = true;
    root.setPointerCapture(drag.pointer);
    drag.columns = [...root.querySelectorAll(".board-column")];
    drag.ghost = drag.block.cloneNode(true);
    drag.block.classList.add("is-dragged");
    drag.ghost.classList.add("board-ghost");
    drag.ghost.removeAttribute("data-code");
    drag.note = document.createElement("span");
    drag.note.className = "board-note";
    drag.ghost.querySelector(".board-time").after(drag.note);
  };

  const target = (event) => {
    const { session } = drag;
    if (drag.resizes) {
      const bottom = event.clientY + drag.below - drag.block.parentElement.getBoundingClientRect().top;
      const ends = Math.max(snapped(view.instantAt(bottom), model.shown.begins), session.starts + STEP);
      return { starts: session.starts, ends, room: session.room_id };
    }
    const aside = side.getBoundingClientRect();
    if (
      event.clientX >= aside.left &&
      event.clientX <= aside.right &&
      event.clientY >= aside.top &&
      event.clientY <= aside.bottom
    )
      return { starts: null, ends: null, room: null };
    const column = drag.columns.find((found) => {
      const box = found.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX < box.right;
    });
    if (!column) return null;
    const offset = event.clientY - drag.grip * (session.starts === null ? 0.2 : 1) - column.getBoundingClientRect().top;
    const length = session.starts === null ? session.minutes * 60_000 : session.ends - session.starts;
    const starts = Math.min(
      Math.max(snapped(view.instantAt(offset), model.shown.begins), model.shown.begins),
      model.shown.ends - STEP,
    );
    return { starts, ends: starts + length, room: Number(column.dataset.room) };
  };

  const show = (place) => {
    const { ghost, note, session } = drag;
    if (!place || place.starts === null) {
      ghost.remove();
      side.classList.toggle("is-target", place?.starts === null);
      return;
    }
    side.classList.remove("is-target");
    const column = drag.columns.find((found) => Number(found.dataset.room) === place.room) ?? drag.block.parentElement;
    ghost.style.top = `${view.height(place.starts - model.shown.begins)}px`;
    ghost.style.height = `${view.height(place.ends - place.starts) - 2}px`;
    ghost.style.insetInlineStart = "2px";
    ghost.style.width = "calc(100% - 4px)";
    ghost.querySelector(".board-time").textContent = `${model.time(place.starts)}–${model.time(place.ends)}`;
    const obstacle = model.obstacle(session, place);
    ghost.classList.toggle("is-warned", obstacle !== null);
    note.textContent = obstacle
      ? view.words[obstacle.kind].replace("{title}", obstacle.title).replace("{name}", obstacle.name ?? "")
      : "";
    column.append(ghost);
  };

  const scroll = (event) => {
    const box = frame.getBoundingClientRect();
    if (event.clientY < box.top + EDGE) frame.scrollTop -= 14;
    else if (event.clientY > box.bottom - EDGE) frame.scrollTop += 14;
    if (event.clientX < box.left + EDGE) frame.scrollLeft -= 14;
    else if (event.clientX > box.right - EDGE && event.clientX < box.right) frame.scrollLeft += 14;
  };

  const end = () => {
    if (!drag) return null;
    const ended = drag;
    drag = null;
    ended.ghost?.remove();
    ended.block.classList.remove("is-dragged");
    side.classList.remove("is-target");
    view.release();
    return ended;
  };

  root.addEventListener("pointerdown", begin);
  root.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moving) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR_ENOUGH) return;
      start();
    }
    drag.last = event;
    drag.frame ??= requestAnimationFrame(() => {
      if (!drag) return;
      drag.frame = null;
      scroll(drag.last);
      drag.place = target(drag.last);
      show(drag.place);
    });
  });
  root.addEventListener("pointerup", (event) => {
    if (!drag?.moving) {
      end();
      return;
    }
    const place = target(event);
    const { session } = end();
    if (place) commit(session, place);
  });
  root.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && end()) say("");
  });
}
