// Narrows the programme by words and tracks; what does not match steps back, so that the day keeps its shape.
const bar = document.querySelector("[data-schedule-filter]");
if (bar) {
  bar.hidden = false;
  const search = bar.querySelector("input");
  const buttons = [...bar.querySelectorAll("button[data-track]")];
  const slots = [...document.querySelectorAll(".timetable .slot")];

  const narrow = () => {
    const words = search.value.trim().toLocaleLowerCase();
    const tracks = new Set(
      buttons.filter((button) => button.ariaPressed === "true").map((button) => button.dataset.track),
    );
    for (const slot of slots) {
      const matches =
        slot.textContent.toLocaleLowerCase().includes(words) && (!tracks.size || tracks.has(slot.dataset.track));
      slot.classList.toggle("is-filtered", !matches);
    }
  };

  search.addEventListener("input", narrow);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
      narrow();
    });
  }
}
