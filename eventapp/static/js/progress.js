// Follows work that takes a while, and loads the page anew when it is done.
for (const bar of document.querySelectorAll("[data-progress]")) {
  const timer = setInterval(async () => {
    const answer = await fetch(bar.dataset.progress).catch(() => null);
    if (!answer?.ok) return;
    const { state, position, total } = await answer.json();
    bar.querySelector("progress").max = total || 1;
    bar.querySelector("progress").value = position;
    bar.querySelector("[data-progress-words]").textContent = `${position} / ${total}`;
    if (!["running", "sending"].includes(state)) {
      clearInterval(timer);
      location.reload();
    }
  }, 1500);
}
