// A second click while the first is on its way sends nothing; coming back with the back button allows another try.
// A form whose work may take a while says so (`data-busy`) until the answer is there.
import { sayBusy } from "./busy.js";

const SOON = 400;
for (const form of document.querySelectorAll("form[data-submit-once]")) {
  const button = form.querySelector("button:not([type=button])");
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    if (form.dataset.busy) setTimeout(() => sayBusy(form, form.dataset.busy), SOON);
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    form.querySelector(".busy")?.remove();
    button.removeAttribute("aria-disabled");
  });
}
