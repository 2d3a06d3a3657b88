// What the person at the door sees, hears and feels.
const TONES = { admitted: [660, 880], already_admitted: [440, 440] };
const REFUSED = [220, 180];
let audio;

function sound(outcome) {
  audio ??= new AudioContext();
  (TONES[outcome] ?? REFUSED).forEach((pitch, index) => {
    const start = audio.currentTime + index * 0.13;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.18, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.12);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.13);
  });
}

const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

function fill(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

// How a verdict is called: why a ticket waits or was replaced is said where it is known.
export function wordsFor(dialog, { outcome, direction, badges, standing, why }) {
  const isLeaving = outcome === "admitted" && direction === "exit";
  const name = isLeaving ? "left" : badges?.length > 0 ? "badge" : outcome;
  const words = (of) => dialog.querySelector(`template[data-outcome="${of}"]`);
  return words(`${name}:${standing || why}`) ?? words(name);
}

// A name that is kept off this phone leaves the ticket type to be read from afar.
export function show(dialog, result, { timezone, locale, isKiosk }) {
  const isLeaving = result.outcome === "admitted" && result.direction === "exit";
  const isBadge = result.badges?.length > 0;
  const words = wordsFor(dialog, result);
  dialog.dataset.outcome = result.outcome;
  dialog.dataset.badge = isBadge;
  dialog.dataset.leaving = isLeaving;
  fill(part(dialog, "sign"), words.dataset.sign);
  fill(part(dialog, "title"), words.content.textContent.trim());
  fill(part(dialog, "name"), result.name || result.ticket_type);
  fill(part(dialog, "company"), result.company);
  fill(part(dialog, "class"), result.name ? result.ticket_type : "");
  fill(part(dialog, "badge"), result.class_name === result.ticket_type ? "" : result.class_name);
  part(dialog, "badge").dataset.class = result.badge_class ?? "";
  fill(part(dialog, "note"), isKiosk ? "" : [result.note, result.kind_note].filter(Boolean).join(" · "));
  let earlier = "";
  if (result.earlier) {
    const time = new Date(result.earlier.scanned_at).toLocaleTimeString(locale, {
      timeZone: timezone,
      hour: "2-digit",
      minute: "2-digit",
    });
    earlier = dialog.dataset.earlier.replace("{time}", time).replace("{gate}", result.earlier.gate);
  }
  fill(part(dialog, "earlier"), earlier);
  if (!dialog.open) dialog.showModal();
  navigator.vibrate?.(result.outcome === "admitted" ? 60 : [120, 60, 120]);
  sound(result.outcome);
}
