// Keeps what is left up to date while a form is open, and marks sessions that are at the same time.
const PAUSE = 20_000;
const form = document.querySelector("form[data-live-seats]");

const show = (element, left) => {
  const choice = element.closest(".choice");
  const field = choice.querySelector("input");
  if (left === null) return;
  // What is chosen already stays so: a seat that is gone meanwhile is said by the server, which keeps the rest.
  if (left === 0 && !field.checked) {
    element.textContent = form.dataset.full;
    field.name = "waits";
  } else if (left > 0 && element.dataset.left) {
    element.textContent = element.dataset.left.replace("{number}", left);
    field.name = "sessions";
  }
};

const look = async () => {
  if (document.hidden) return;
  const answer = await fetch(form.dataset.liveSeats).catch(() => null);
  if (!answer?.ok) return;
  const { sessions } = await answer.json();
  for (const element of form.querySelectorAll("[data-seats-of-session]")) {
    show(element, sessions[element.dataset.seatsOfSession] ?? null);
  }
};

const markClashes = () => {
  const fields = [...form.querySelectorAll("[data-session-choices] input")];
  const chosen = fields.filter((field) => field.checked);
  for (const field of fields) {
    const clashes = chosen.some(
      (other) =>
        other !== field &&
        Number(other.dataset.begins) < Number(field.dataset.ends) &&
        Number(field.dataset.begins) < Number(other.dataset.ends),
    );
    const note = field.closest(".choice").querySelector("[data-clash-note]");
    note.hidden = !clashes;
    note.textContent = clashes ? form.dataset.clash : "";
  }
};

if (form) {
  form.addEventListener("change", markClashes);
  markClashes();
  if (form.querySelector("[data-seats-of-session]")) setInterval(look, PAUSE);
}
