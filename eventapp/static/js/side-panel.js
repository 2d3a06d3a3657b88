// Opens a person beside the list; without it the link leads to the person's page.
const panel = document.getElementById("side-panel");
let opener = null;

const close = () => {
  panel.hidden = true;
  panel.replaceChildren();
  opener?.focus();
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || matchMedia("(max-width: 70rem)").matches) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "X-Part": "panel" } });
  if (answer.redirected || !answer.ok) {
    location.assign(link.href);
    return;
  }
  opener = link;
  panel.innerHTML = await answer.text();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small side-panel-close";
  button.textContent = panel.dataset.close;
  button.addEventListener("click", close);
  panel.prepend(button);
  panel.hidden = false;
  button.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) close();
});
