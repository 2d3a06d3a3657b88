// Answers a search form as one types: the part of the page that `data-live` names is fetched and replaced.
const PAUSE = 180;

for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.querySelector(form.dataset.live);
  let timer;
  let latest = 0;

  const search = async () => {
    const mine = ++latest;
    const address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    const response = await fetch(address, { headers: { "X-Part": form.dataset.live.slice(1) } });
    if (mine !== latest) return;
    if (response.redirected || !response.ok) {
      location.assign(address);
      return;
    }
    target.innerHTML = await response.text();
    history.replaceState(null, "", address);
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
}
