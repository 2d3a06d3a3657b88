/** Counts down to the beginning of an event, by the minute: seconds would only make readers nervous. */
const root = document.querySelector("[data-starts]");
const parts = [...root.querySelectorAll("[data-part]")];
const lengths = { days: 86_400, hours: 3_600, minutes: 60 };

function show() {
  let left = Math.max(Math.ceil((Date.parse(root.dataset.starts) - Date.now()) / 60_000) * 60, 0);
  for (const part of parts) {
    const length = lengths[part.dataset.part];
    part.textContent = String(Math.floor(left / length));
    left %= length;
  }
  if (Date.now() >= Date.parse(root.dataset.starts)) location.reload();
}

show();
setInterval(show, 10_000);
