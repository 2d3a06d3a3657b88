// Buttons that have the browser ask for a passkey (`get`) or make one (`create`), and send its answer with their form.
// They stay hidden in a browser that cannot do so, and where the site has a number for a name: passkeys need a name.
const hasName = !/^[\d.]+$|:/.test(location.hostname);
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) offer(form);
}

function offer(form) {
  const button = form.querySelector("[data-use-passkey]");
  if (!button) return;
  if (!hasName) {
    const hint = form.querySelector("[data-passkey-hint]");
    if (hint) hint.hidden = false;
    return;
  }
  const error = form.querySelector("[data-passkey-error]");
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      form.querySelector("[data-answer]").value = JSON.stringify((await ask(form)).toJSON());
    } catch {
      error.textContent = button.dataset.refused;
      error.hidden = false;
      return;
    }
    form.submit();
  });
}

async function ask(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  const options = await answer.json();
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}
