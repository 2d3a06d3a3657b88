// A small picture of the moment on the player's bar to which a pointer points.
export function setUpMoments(player, { moments }) {
  if (!moments) return;
  const [address, how] = JSON.parse(moments);
  const bar = player.controlBar.progressControl.seekBar.el();
  const picture = document.createElement("span");
  picture.className = "moment";
  picture.hidden = true;
  bar.append(picture);
  bar.addEventListener("pointermove", ({ clientX, pointerType }) => {
    const box = bar.getBoundingClientRect();
    const part = (clientX - box.left) / box.width;
    const seconds = part * player.duration();
    picture.hidden = pointerType === "touch" || !(seconds >= 0) || part > 1;
    if (picture.hidden) return;
    const number = Math.min(Math.floor(seconds / how.seconds), how.number - 1);
    const column = number % how.columns;
    const row = Math.floor(number / how.columns);
    const left = Math.min(Math.max(part * box.width - how.width / 2, 0), box.width - how.width);
    Object.assign(picture.style, {
      backgroundImage: `url("${address}")`,
      backgroundPosition: `-${column * how.width}px -${row * how.height}px`,
      width: `${how.width}px`,
      height: `${how.height}px`,
      left: `${left}px`,
    });
  });
  bar.addEventListener("pointerleave", () => {
    picture.hidden = true;
  });
}
