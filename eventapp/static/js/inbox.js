// The inbox by keyboard: J and K move, other keys press what carries them. Ticked people are decided about together.
const inbox = document.querySelector("form[data-inbox]");
const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select");

const go = (step) => {
  const links = [...inbox.querySelectorAll(".inbox-list a")];
  const at = links.findIndex((link) => link.getAttribute("aria-current"));
  links[at + step]?.click();
};

document.addEventListener("keydown", (event) => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (inbox && key === "j") go(1);
  else if (inbox && key === "k") go(-1);
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (key === "/") target.focus();
    else if (key === "d" && !inbox.querySelector("textarea[name=reason]").value)
      inbox.querySelector("textarea[name=reason]").focus();
    else target.click();
  }
});

if (inbox) {
  const shown = inbox.querySelector("[data-shown]");
  const ticks = [...inbox.querySelectorAll(".inbox-list input[type=checkbox]")];
  const update = () => {
    shown.disabled = ticks.some((tick) => tick.checked);
  };
  inbox.addEventListener("change", update);
  update();
}
