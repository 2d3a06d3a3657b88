// The waveform around the moment that is played, with the lines that lie there.
const SECONDS = 20;

export async function drawWaveform(canvas, video, store) {
  const answer = await fetch(canvas.dataset.waveform).catch(() => null);
  if (!answer?.ok) return;
  const { points, points_a_second: rate } = await answer.json();
  canvas.hidden = false;
  const context = canvas.getContext("2d");
  const draw = () => {
    const styles = getComputedStyle(canvas);
    const width = canvas.clientWidth * devicePixelRatio;
    const height = canvas.clientHeight * devicePixelRatio;
    if (canvas.width !== width) Object.assign(canvas, { width, height });
    const from = Math.max(0, video.currentTime - SECONDS / 2);
    const scale = width / SECONDS;
    context.clearRect(0, 0, width, height);
    context.fillStyle = styles.getPropertyValue("--accent-soft");
    for (const cue of store.cues.values()) {
      const begins = (cue.starts_ms / 1000 - from) * scale;
      const ends = (cue.ends_ms / 1000 - from) * scale;
      if (ends > 0 && begins < width) context.fillRect(begins, 0, Math.max(1, ends - begins - 2), height);
    }
    context.fillStyle = styles.getPropertyValue("--ink-soft");
    const first = Math.floor(from * rate);
    for (let point = first; point < first + SECONDS * rate && point < points.length; point += 1) {
      const tall = Math.max(1, (points[point] / 100) * height);
      context.fillRect((point / rate - from) * scale, (height - tall) / 2, Math.max(1, scale / rate - 1), tall);
    }
    context.fillStyle = styles.getPropertyValue("--accent");
    context.fillRect((video.currentTime - from) * scale, 0, 2 * devicePixelRatio, height);
  };
  canvas.addEventListener("click", (event) => {
    const from = Math.max(0, video.currentTime - SECONDS / 2);
    video.currentTime = from + (event.offsetX / canvas.clientWidth) * SECONDS;
  });
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
      if (!video.paused) soon();
    });
  };
  for (const name of ["timeupdate", "seeked", "play"]) video.addEventListener(name, soon);
  new ResizeObserver(soon).observe(canvas);
  return soon;
}
