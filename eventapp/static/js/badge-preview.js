// Shows badges as the form would make them, before it is saved.
const form = document.querySelector("[data-badge-form]");
const NAMES = ["shows_company", "shows_job_title", "shows_country", "shows_qr"];

function look() {
  const values = new FormData(form);
  for (const picture of document.querySelectorAll("[data-badge-layout]")) {
    const address = new URL(picture.src);
    address.searchParams.set("layout", picture.dataset.badgeLayout || values.get("layout"));
    address.searchParams.set("paper", values.get("paper"));
    for (const name of NAMES) address.searchParams.set(name, values.has(name) ? "1" : "0");
    if (address.href !== picture.src) picture.src = address.href;
  }
}

form.addEventListener("change", look);
