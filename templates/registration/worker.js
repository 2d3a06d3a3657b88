// Keeps tickets that were opened on this phone, so that they can be shown where there is no network.
const CACHE = "tickets";
const KEPT = {{ kept|tojson }};
const PATIENCE = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The ticket as it is now, or as it was when it was last seen. One that has ended is forgotten.
async function ticket(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await cache.put(request.url, answer.clone());
    else if (answer.status < 500) await cache.delete(request.url);
    return answer;
  } catch {
    return (await cache.match(request.url)) ?? Response.error();
  }
}

async function file(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (/^\/r\/[^/]+\/ticket$/.test(pathname)) event.respondWith(ticket(event.request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});
