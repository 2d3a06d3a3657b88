// Keeps a recording on this device, with its subtitles, to be watched without a network under /kept-recordings/.
const CACHE = "kept-recordings";
const button = document.querySelector("[data-keep]");
const told = document.querySelector("[data-keep-told]");
const { uid, page, worker } = button?.dataset ?? {};
const placeOf = (name) => `${page}${uid}/${name}`;
const say = (words, percent = "") => {
  told.textContent = words.replace("{percent}", percent);
};

// The file as it comes, telling how far it is.
async function counted(address, size) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  let done = 0;
  const count = new TransformStream({
    transform(piece, controller) {
      done += piece.byteLength;
      say(button.dataset.keeping, String(Math.floor((100 * done) / size)));
      controller.enqueue(piece);
    },
  });
  return new Response(answer.body.pipeThrough(count), {
    headers: { "Content-Type": answer.headers.get("Content-Type") },
  });
}

async function keep() {
  const what = JSON.parse(button.dataset.keep);
  const cache = await caches.open(CACHE);
  await navigator.serviceWorker.register(worker, { scope: page });
  await navigator.storage?.persist?.();
  const tracks = [];
  for (const [kind, language, words, address] of what.tracks) {
    const name = `${kind}-${language}.vtt`;
    await cache.put(placeOf(name), await fetch(address));
    tracks.push({ kind, language, words, address: placeOf(name) });
  }
  await cache.put(placeOf("file"), await counted(what.file, what.size));
  // What it is comes last: only what is whole is in the list.
  const { name, about, size, spoken } = what;
  await cache.put(
    placeOf("about.json"),
    Response.json({ uid, name, about, size, spoken, tracks, file: placeOf("file") }),
  );
}

async function forget() {
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname.startsWith(`${page}${uid}/`)) await cache.delete(request);
  }
}

async function isKept() {
  return Boolean(await (await caches.open(CACHE)).match(placeOf("about.json")));
}

function show(kept) {
  button.hidden = kept;
  document.querySelector("[data-kept-link]").hidden = !kept;
}

if (button && "caches" in window && navigator.serviceWorker) {
  show(await isKept());
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await keep();
      say(button.dataset.kept);
      show(true);
    } catch (error) {
      await forget();
      say(error.name === "QuotaExceededError" ? button.dataset.full : button.dataset.failed);
    }
    button.disabled = false;
  });
}
