// Says how good a password is while one types. The server judges, as it does when the form is sent.
const PAUSE = 400;

for (const field of document.querySelectorAll("[data-strength]")) {
  const input = field.querySelector("input");
  const meter = field.querySelector("meter");
  const words = document.getElementById(`${input.id}-strength`);
  const token = input.form.elements.csrf_token.value;
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(judge, PAUSE);
  });

  const judge = async () => {
    const typed = input.value;
    meter.hidden = !typed;
    words.textContent = "";
    if (!typed) return;
    const body = new URLSearchParams({ csrf_token: token, password: typed });
    const answer = await fetch(field.dataset.strength, { method: "POST", body });
    if (!answer.ok || input.value !== typed) return;
    const found = await answer.json();
    meter.value = found.score;
    words.textContent = found.words;
  };
}
