/** Shows the times of a programme in the reader's own zone, where that has other ones, and remembers who wants that. */
const bar = document.querySelector("[data-own-zone]");
const KEY = "own-time-zone";
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: own });
const date = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: own });
const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: own });

const times = [...document.querySelectorAll("time[datetime]")]
  .filter((time) => /^\d\d:\d\d$/.test(time.textContent.trim()))
  .map((time) => ({ time, there: time.textContent, here: inOwnZone(time.dateTime) }));

/** The day is added where it is another one than at the event's place. */
function inOwnZone(written) {
  const moment = new Date(written);
  const day = date.format(moment) === written.slice(0, 10) ? "" : ` ${weekday.format(moment)}`;
  return clock.format(moment) + day;
}

function stored() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function show(isOwn) {
  for (const one of times) one.time.textContent = isOwn ? one.here : one.there;
  const words = isOwn ? bar.dataset.here : bar.dataset.there;
  bar.querySelector("[data-words]").textContent = words.replace("{zone}", own);
  const button = bar.querySelector("button");
  button.textContent = isOwn ? bar.dataset.back : bar.dataset.change.replace("{zone}", own);
  button.setAttribute("aria-pressed", String(isOwn));
}

if (times.some((one) => one.here !== one.there.trim())) {
  bar.hidden = false;
  show(stored());
  bar.querySelector("button").addEventListener("click", (event) => {
    const isOwn = event.currentTarget.getAttribute("aria-pressed") !== "true";
    try {
      localStorage.setItem(KEY, isOwn ? "1" : "0");
    } catch {
      // it is shown all the same
    }
    show(isOwn);
  });
}
