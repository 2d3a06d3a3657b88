// Narrows the schedule by track, room, type and words. What is chosen stands in the address, so that it can be sent on.
// Which sessions are in the reader's agenda is known to this browser alone: their private page has left it here.
import { storedAgenda } from "./stored-agenda.js";

const filters = document.querySelector("[data-schedule-filter]");
if (filters) {
  const groups = [...filters.querySelectorAll("[data-filter]")];
  const search = document.querySelector("#schedule-search");
  const clear = filters.querySelector("[data-clear]");
  const count = filters.querySelector("output");
  const slots = [...document.querySelectorAll(".schedule-day .slot")];
  const address = new URL(window.location.href);

  const agenda = filters.querySelector("[data-agenda]");
  const mine = new Set(storedAgenda(agenda.dataset.agenda));
  const agendaBox = agenda.querySelector("input");

  const chosen = (group) => [...group.querySelectorAll(":checked")].map((box) => box.value);

  const narrow = () => {
    const words = (search?.value ?? "").trim().toLocaleLowerCase();
    const wanted = groups.map((group) => [group.dataset.filter, new Set(chosen(group))]);
    let shown = 0;
    for (const slot of slots) {
      const matches =
        wanted.every(([name, values]) => !values.size || values.has(slot.dataset[name])) &&
        (!agendaBox.checked || mine.has(slot.dataset.code)) &&
        (!words || slot.textContent.toLocaleLowerCase().includes(words));
      slot.classList.toggle("is-filtered", !matches);
      shown += matches;
    }
    const isNarrowed = shown < slots.length;
    clear.hidden = !isNarrowed;
    count.textContent = isNarrowed ? count.dataset.words.replace("{shown}", shown).replace("{all}", slots.length) : "";
  };

  const keep = () => {
    for (const group of groups) {
      address.searchParams.delete(group.dataset.filter);
      for (const value of chosen(group)) {
        address.searchParams.append(group.dataset.filter, value);
      }
    }
    address.searchParams.delete("agenda");
    if (agendaBox.checked) address.searchParams.set("agenda", "mine");
    window.history.replaceState(null, "", address);
    narrow();
  };

  for (const group of groups) {
    group.hidden = false;
    const asked = new Set(address.searchParams.getAll(group.dataset.filter));
    for (const box of group.querySelectorAll("input")) {
      box.checked = asked.has(box.value);
    }
    group.addEventListener("change", keep);
  }
  if (mine.size) {
    agenda.hidden = false;
    agendaBox.checked = address.searchParams.get("agenda") === "mine";
    agendaBox.addEventListener("change", keep);
  }
  clear.addEventListener("click", () => {
    for (const box of filters.querySelectorAll(":checked")) {
      box.checked = false;
    }
    if (search) {
      search.value = "";
    }
    keep();
  });
  search?.addEventListener("input", narrow);
  narrow();
}
