// A sign-language video in a corner of the recording's player: chosen by its viewer, silent, and always where the
// recording is, also when that is paused, moved or played faster, and in full screen.
const { videojs } = window;
const APART = 0.3;
const CHOSEN = "eventapp.sign-language";

function cornerOf(player, video) {
  video.hidden = false; // from here on what is around it is shown or not
  const corner = videojs(video, { controls: false, muted: true, preload: "auto", loadingSpinner: false });
  player.el().append(corner.el()); // what is inside the player goes with it into full screen
  return corner;
}

function follow(player, corner) {
  corner.playbackRate(player.playbackRate());
  const isOver = corner.duration() && player.currentTime() >= corner.duration();
  if (!isOver && Math.abs(corner.currentTime() - player.currentTime()) > APART) {
    corner.currentTime(player.currentTime());
  }
  if (player.paused() || isOver) corner.pause();
  else corner.play()?.catch(() => {}); // who pauses at once interrupts it
}

export function setUpSignedVideo(player, frame) {
  const video = frame.querySelector("[data-signed]");
  const choice = frame.querySelector("[data-sign]");
  if (!video || !choice) return;
  let corner = null;
  const together = () => {
    if (choice.value) follow(player, corner);
  };
  const show = () => {
    localStorage.setItem(CHOSEN, choice.selectedOptions[0].dataset.language ?? "");
    if (!choice.value && !corner) return;
    corner ??= cornerOf(player, video);
    corner.el().hidden = !choice.value;
    if (choice.value) {
      corner.src({ src: choice.value, type: "application/vnd.apple.mpegurl" });
      corner.one("loadedmetadata", together);
    } else {
      corner.pause();
    }
  };
  player.on(["play", "pause", "seeking", "seeked", "ratechange", "timeupdate"], () => corner && together());
  choice.addEventListener("change", show);
  const before = localStorage.getItem(CHOSEN);
  const again = before && [...choice.options].find(({ dataset }) => dataset.language === before);
  if (again) {
    choice.value = again.value;
    show();
  }
}
