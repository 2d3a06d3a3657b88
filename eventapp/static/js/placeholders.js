// Each placeholder becomes a button that writes it into the text that was written in last.
let field = document.querySelector("form textarea");
document.addEventListener("focusin", (event) => {
  if (event.target.matches("form .languages input, form .languages textarea")) field = event.target;
});

for (const code of document.querySelectorAll("[data-placeholders] code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = code.textContent;
  button.addEventListener("click", () => {
    if (!field) return;
    field.setRangeText(code.textContent, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
  code.replaceWith(button);
}
