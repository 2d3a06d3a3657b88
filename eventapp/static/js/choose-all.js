// Ticks everybody on a page at once; "all of this list" stands for those on other pages too.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-choose-all]");
  if (!form) return;
  if (event.target.matches("[data-all], [data-everybody]")) {
    for (const tick of form.querySelectorAll("input[name=code]")) tick.checked = event.target.checked;
  }
});

// What is kept as a view is what the list shows now, after live searches too.
for (const form of document.querySelectorAll("form[data-takes-query]")) {
  form.addEventListener("submit", () => {
    form.querySelector("input[name=query]").value = location.search.slice(1);
  });
}
