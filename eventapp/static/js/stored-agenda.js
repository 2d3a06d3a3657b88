// What somebody chose on their private page, kept in this browser for the schedule that everybody sees.
const key = (slug) => `agenda of ${slug}`;

export function storedAgenda(slug) {
  try {
    const codes = JSON.parse(localStorage.getItem(key(slug)));
    return Array.isArray(codes) ? codes : [];
  } catch {
    return [];
  }
}

const chosen = document.querySelector("[data-chosen-sessions]");
if (chosen) {
  const codes = chosen.dataset.chosenSessions.split(" ").filter(Boolean);
  try {
    if (codes.length) localStorage.setItem(key(chosen.dataset.event), JSON.stringify(codes));
    else localStorage.removeItem(key(chosen.dataset.event));
  } catch {
    // A browser that keeps nothing has no such filter.
  }
}
