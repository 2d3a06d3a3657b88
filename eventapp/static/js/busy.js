// Says in a form that its work is on the way.
export function sayBusy(form, words) {
  if (form.querySelector(".busy")) return;
  const busy = document.createElement("p");
  busy.className = "busy";
  busy.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", words);
  busy.append(bar, words);
  form.append(busy);
}
