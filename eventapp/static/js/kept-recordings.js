// The recordings that are kept on this device: played from it, and removed.
const CACHE = "kept-recordings";
const KINDS = { transcript: "captions", subtitles: "subtitles", chapters: "chapters", descriptions: "descriptions" };
const root = document.querySelector("[data-kept-recordings]");
const list = root.querySelector("[data-kept-list]");
const one = root.querySelector("[data-kept-one]");
const cache = await caches.open(CACHE);

async function addressOf(place) {
  return URL.createObjectURL(await (await cache.match(place)).blob());
}

async function play(about, place) {
  const video = document.createElement("video");
  Object.assign(video, {
    controls: true,
    playsInline: true,
    className: "kept-video",
    src: await addressOf(about.file),
  });
  video.setAttribute("aria-label", about.name);
  for (const { kind, language, words, address } of about.tracks) {
    const track = document.createElement("track");
    Object.assign(track, { kind: KINDS[kind], srclang: language, label: words, src: await addressOf(address) });
    video.append(track);
  }
  place.replaceChildren(video);
  // Browsers choose by their own settings as soon as they know the file; the page's language is what is wanted here.
  video.addEventListener("loadedmetadata", () => {
    for (const track of video.textTracks) {
      const isWanted = track.language === document.documentElement.lang && track.language !== about.spoken;
      track.mode = isWanted && ["captions", "subtitles"].includes(track.kind) ? "showing" : "disabled";
    }
  });
  await video.play();
}

async function remove({ uid }) {
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname.includes(`/${uid}/`)) await cache.delete(request);
  }
  await show();
}

async function show() {
  const kept = [];
  for (const request of await cache.keys()) {
    if (request.url.endsWith("/about.json")) kept.push(await (await cache.match(request)).json());
  }
  list.replaceChildren(
    ...kept.map((about) => {
      const item = one.content.cloneNode(true).firstElementChild;
      item.querySelector("[data-kept-name]").textContent = about.name;
      item.querySelector("[data-kept-about]").textContent = about.about;
      const start = item.querySelector("[data-kept-play]");
      start.addEventListener("click", async () => {
        start.hidden = true;
        await play(about, item.querySelector("[data-kept-place]")).catch(() => {}); // who leaves at once interrupts it
      });
      item.querySelector("[data-kept-remove]").addEventListener("click", () => remove(about));
      return item;
    }),
  );
  root.querySelector("[data-kept-none]").hidden = kept.length > 0;
}

await show();
