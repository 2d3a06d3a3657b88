// Waits for work in the background and then shows what came of it.
const PAUSE = 1_000;

for (const element of document.querySelectorAll("[data-wait]")) {
  const timer = setInterval(async () => {
    const answer = await fetch(element.dataset.wait).catch(() => null);
    if (!answer?.ok) return;
    const { state } = await answer.json();
    if (state === "queued" || state === "running") return;
    clearInterval(timer);
    location.reload();
  }, PAUSE);
}
