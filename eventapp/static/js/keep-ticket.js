// Has this phone keep the ticket, and the screen stay on while it is shown.
const { serviceWorker, wakeLock } = navigator;
const note = document.querySelector("[data-kept-note]");

if (serviceWorker) {
  await serviceWorker.register("/r/worker.js", { scope: "/r/" });
  await serviceWorker.ready;
  const cache = await caches.open("tickets");
  if (navigator.onLine && !(await cache.match(location.href))) await cache.add(location.href).catch(() => {});
  note.hidden = !(await cache.match(location.href));
}

const stayOn = () => document.visibilityState === "visible" && wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayOn);
stayOn();
