// A recording's player: begins at the moment that the address names (#t=83), and gives links to moments; has subtitles in
// the reader's language, a second one beside them, sign language in a corner, and a transcript that follows and can be
// searched.
import { setUpMoments } from "./moments.js";
import { setUpSignedVideo } from "./signed-video.js";

const { videojs } = window;
const COPIED_FOR = 2000;
const KINDS = { transcript: "captions", subtitles: "subtitles", chapters: "chapters", descriptions: "descriptions" };

function momentOf(address) {
  const seconds = Number(new URL(address).hash.match(/^#t=(\d+(?:\.\d+)?)$/)?.[1]);
  return Number.isFinite(seconds) ? seconds : null;
}

function setUp(video) {
  const frame = video.closest(".player");
  const player = videojs(video, {
    language: video.dataset.playerLanguage,
    fluid: false,
    playbackRates: [0.75, 1, 1.25, 1.5, 1.75, 2],
    userActions: { hotkeys: true },
    audioOnlyMode: "soundOnly" in video.dataset,
    html5: { vhs: { overrideNative: !videojs.browser.IS_ANY_SAFARI } },
    textTrackDisplay: { allowMultipleShowingTracks: true },
    controlBar: { skipButtons: { forward: 10, backward: 10 } },
    sources: [{ src: video.dataset.stream, type: "application/vnd.apple.mpegurl" }],
  });
  const jump = () => {
    const at = momentOf(location.href);
    if (at !== null) player.currentTime(at);
  };
  player.one("loadedmetadata", jump);
  window.addEventListener("hashchange", jump);
  const told = { ...video.dataset };
  player.ready(() => {
    setUpTracks(player, told, frame);
    setUpMoments(player, told);
  });
  const tools = frame.querySelector("[data-player-tools]");
  if (tools) {
    setUpMoment(player, tools);
    setUpSignedVideo(player, frame);
    tools.hidden = false;
  }
  return player;
}

function setUpTracks(player, { tracks, captions }, frame) {
  const second = frame.querySelector("[data-second]");
  for (const [kind, language, label, src] of JSON.parse(tracks)) {
    const isShown = language === captions && ["transcript", "subtitles"].includes(kind);
    const track = { kind: KINDS[kind], srclang: language, label, src, default: isShown };
    player.addRemoteTextTrack(track, true);
  }
  // The second stands beside the one that the player's own menu chooses.
  let wanted = "";
  const lines = () => Array.from(player.textTracks()).filter(({ kind }) => ["captions", "subtitles"].includes(kind));
  const show = () => {
    for (const track of lines()) {
      if (wanted && track.language === wanted && track.mode !== "showing") track.mode = "showing";
    }
  };
  second?.addEventListener("change", () => {
    for (const track of lines()) {
      if (track.language === wanted && track.language !== captions) track.mode = "disabled";
    }
    wanted = second.value;
    show();
  });
  player.textTracks().addEventListener("change", () => setTimeout(show));
}

function setUpMoment(player, tools) {
  const button = tools.querySelector("[data-moment]");
  if (!navigator.clipboard) {
    button.hidden = true;
    return;
  }
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const address = new URL(location.href);
    address.hash = `t=${Math.floor(player.currentTime())}`;
    await navigator.clipboard.writeText(address.href);
    button.textContent = button.dataset.copied;
    setTimeout(() => {
      button.textContent = words;
    }, COPIED_FOR);
  });
}

function setUpLines(player) {
  const lines = [...document.querySelectorAll("[data-at]")];
  for (const line of lines) {
    line.addEventListener("click", (event) => {
      event.preventDefault();
      player.currentTime(Number(line.dataset.at) / 1000);
      player.play()?.catch(() => {}); // who pauses at once interrupts it
    });
  }
  player.on("timeupdate", () => {
    const at = player.currentTime() * 1000;
    for (const line of lines) {
      const isNow = Number(line.dataset.at) <= at && at < Number(line.dataset.to);
      if (isNow === line.hasAttribute("aria-current")) continue;
      line.toggleAttribute("aria-current", isNow);
      const list = line.closest("ol");
      if (isNow && !list.matches(":hover, :focus-within"))
        list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 3;
    }
  });
}

function setUpSearch(section) {
  const field = section.querySelector("[data-transcript-search]");
  const told = section.querySelector("[data-transcript-found]");
  field.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.querySelector("input").value.trim().toLowerCase();
    let number = 0;
    for (const item of section.querySelectorAll("li")) {
      const isFound = item.textContent.toLowerCase().includes(wanted);
      item.hidden = !isFound;
      number += isFound;
    }
    told.textContent = wanted ? told.dataset.transcriptFound.replace("{number}", number) : "";
  });
}

for (const section of document.querySelectorAll("[data-transcript]")) setUpSearch(section);
for (const video of document.querySelectorAll("[data-player]")) setUpLines(setUp(video));
