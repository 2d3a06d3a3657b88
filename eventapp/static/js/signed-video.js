// A sign-language video in a corner of the recording's player: chosen by its viewer, silent, and always where the
// recording is, also when that is paused, moved or played faster, and in full screen.
const { videojs } = window;
const APART = 0.3;
const CHOSEN = "eventapp.sign-language";

export function setUpSignedVideo(player, frame) {
  const video = frame.querySelector("[data-signed]");
  const choice = frame.querySelector("[data-sign]");
  if (!video || !choice) return;
  video.hidden = false; // from here on what is around it is shown or not
  const corner = videojs(video, { controls: false, muted: true, preload: "auto", loadingSpinner: false });
  const element = corner.el();
  player.el().append(element); // what is inside the player goes with it into full screen
  element.hidden = true;

  const isShown = () => Boolean(choice.value);
  const follow = () => {
    if (!isShown()) return;
    corner.playbackRate(player.playbackRate());
    const isOver = corner.duration() && player.currentTime() >= corner.duration();
    if (Math.abs(corner.currentTime() - player.currentTime()) > APART && !isOver) {
      corner.currentTime(player.currentTime());
    }
    if (player.paused() || isOver) corner.pause();
    else corner.play()?.catch(() => {}); // who pauses at once interrupts it
  };
  const show = () => {
    element.hidden = !isShown();
    if (isShown()) {
      corner.src({ src: choice.value, type: "application/vnd.apple.mpegurl" });
      corner.one("loadedmetadata", follow);
    } else {
      corner.pause();
    }
    localStorage.setItem(CHOSEN, choice.selectedOptions[0].dataset.language ?? "");
  };
  player.on(["play", "pause", "seeking", "seeked", "ratechange", "timeupdate"], follow);
  choice.addEventListener("change", show);
  const before = localStorage.getItem(CHOSEN);
  const again = before && [...choice.options].find(({ dataset }) => dataset.language === before);
  if (again) {
    choice.value = again.value;
    show();
  }
}
