// Puts things in order: drag a grip, or focus it and use the arrow keys. Each move is stored at once.
for (const form of document.querySelectorAll("form[data-reorder]")) {
  const list = form.querySelector("[data-reorder-list]");
  const status = form.querySelector("[data-reorder-status]");
  const items = () => [...list.querySelectorAll("[data-reorder-item]")];
  let dragged = null;

  const store = async (item) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) location.reload();
    else status.textContent = `${items().indexOf(item) + 1} / ${items().length}`;
  };

  for (const grip of form.querySelectorAll("[data-grip]")) {
    const item = grip.closest("[data-reorder-item]");
    grip.hidden = false;
    grip.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const others = items();
      const neighbour = others[others.indexOf(item) + step];
      if (!neighbour) return;
      if (step < 0) neighbour.before(item);
      else neighbour.after(item);
      grip.focus();
      store(item);
    });
    grip.addEventListener("pointerdown", (event) => {
      dragged = item;
      grip.setPointerCapture(event.pointerId);
      item.classList.add("is-dragged");
    });
    grip.addEventListener("pointermove", (event) => {
      if (dragged !== item) return;
      const below = document
        .elementsFromPoint(event.clientX, event.clientY)
        .map((found) => found.closest("[data-reorder-item]"))
        .find((found) => found && found !== item);
      if (!below || below.parentElement !== list) return;
      const box = below.getBoundingClientRect();
      if (event.clientY > box.top + box.height / 2) below.after(item);
      else below.before(item);
    });
    grip.addEventListener("pointerup", () => {
      if (dragged !== item) return;
      dragged = null;
      item.classList.remove("is-dragged");
      store(item);
    });
  }
}
