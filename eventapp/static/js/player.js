// A recording's player: begins at the moment that the address names (#t=83), and gives links to moments.
const { videojs } = window;
const COPIED_FOR = 2000;

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
    controlBar: { skipButtons: { forward: 10, backward: 10 } },
    sources: [{ src: video.dataset.stream, type: "application/vnd.apple.mpegurl" }],
  });
  const jump = () => {
    const at = momentOf(location.href);
    if (at !== null) player.currentTime(at);
  };
  player.one("loadedmetadata", jump);
  window.addEventListener("hashchange", jump);
  setUpMoment(player, frame);
  frame.querySelector("[data-player-tools]").hidden = false;
  return player;
}

function setUpMoment(player, frame) {
  const button = frame.querySelector("[data-moment]");
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

for (const video of document.querySelectorAll("[data-player]")) setUp(video);
