// Adds empty rows to a table that people write in, without a trip to the server.
for (const body of document.querySelectorAll("[data-rows]")) {
  const button = document.querySelector("[data-more-rows]");
  const most = Number(body.dataset.most);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (let added = 0; added < 3 && body.rows.length < most; added += 1) {
      const row = body.rows[body.rows.length - 1].cloneNode(true);
      for (const note of row.querySelectorAll(".field-error")) note.remove();
      for (const field of row.querySelectorAll("input")) {
        field.value = "";
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
        field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, body.rows.length + 1));
      }
      body.append(row);
    }
    button.disabled = body.rows.length >= most;
    body.rows[body.rows.length - 1].querySelector("input").focus();
  });
}
