// Says how many people a campaign's filters reach, while they are being chosen.
for (const form of document.querySelectorAll("form[data-count]")) {
  const number = form.querySelector("[data-count-number]");
  form.addEventListener("change", async (event) => {
    if (!event.target.matches("select")) return;
    const answer = await fetch(form.dataset.count, { method: "POST", body: new FormData(form) });
    if (answer.ok) number.textContent = (await answer.json()).number;
  });
}
