// A web address is proposed from the name while it is written, until somebody writes one of their own.
for (const holder of document.querySelectorAll("[data-slug-of]")) {
  const slug = holder.querySelector("input");
  const name = document.getElementById(holder.dataset.slugOf);
  let isOwn = slug.value !== "";

  const from = (text) =>
    text
      .normalize("NFKD")
      .replace(/\P{ASCII}/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60);

  slug.addEventListener("input", () => {
    isOwn = slug.value !== "";
  });
  name?.addEventListener("input", () => {
    if (!isOwn) slug.value = from(name.value);
  });
}
