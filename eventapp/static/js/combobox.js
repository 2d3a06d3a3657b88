// A long selection becomes a field to type in: it finds a choice by any part of its words or by its code.
// The selection stays underneath and is what is sent. (ARIA combobox with a list, as the ARIA practices describe it.)
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const MOST = 8;

const enhance = (box) => {
  const select = box.querySelector("select");
  const label = box.querySelector("label");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  input.type = "text";
  input.id = `${select.id}-search`;
  input.autocomplete = "off";
  input.placeholder = box.dataset.combobox;
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "false"],
    ["aria-controls", `${select.id}-list`],
    ["aria-autocomplete", "list"],
  ])
    input.setAttribute(name, value);
  const described = select.getAttribute("aria-describedby");
  if (described) input.setAttribute("aria-describedby", described);
  if (select.getAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
  list.id = `${select.id}-list`;
  list.className = "combobox-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label.textContent.trim());
  list.hidden = true;
  label.htmlFor = input.id;
  select.hidden = true;
  select.before(input, list);

  const options = [...select.options].filter((option) => option.value);
  const chosen = () => select.selectedOptions[0];
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const settle = () => {
    input.value = chosen()?.value ? chosen().textContent : "";
    close();
  };
  const choose = (option) => {
    select.value = option ? option.value : "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.dispatchEvent(new Event("input", { bubbles: true }));
    settle();
  };
  const move = (to) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    active = (to + items.length) % items.length;
    for (const [index, item] of items.entries()) item.setAttribute("aria-selected", String(index === active));
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const wanted = plain(input.value.trim());
    const starts = options.filter(
      (option) => plain(option.textContent).startsWith(wanted) || option.value.toLowerCase() === wanted,
    );
    const holds = options.filter((option) => !starts.includes(option) && plain(option.textContent).includes(wanted));
    const found = [...starts, ...holds].slice(0, MOST);
    list.replaceChildren(
      ...found.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.textContent;
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(option);
        });
        item.addEventListener("choose", () => choose(option));
        return item;
      }),
    );
    if (!found.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = box.dataset.none;
      list.append(none);
    }
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
  };

  input.addEventListener("input", () => {
    if (!input.value.trim()) select.value = "";
    open();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      move(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const items = list.querySelectorAll("[role=option]:not([aria-disabled])");
      if (items.length) items[Math.max(active, 0)].dispatchEvent(new Event("choose"));
    } else if (event.key === "Escape") settle();
  });
  input.addEventListener("blur", () => {
    const exact = options.find(
      (option) =>
        plain(option.textContent) === plain(input.value.trim()) ||
        option.value.toLowerCase() === input.value.trim().toLowerCase(),
    );
    if (exact && exact !== chosen()) choose(exact);
    else settle();
  });
  select.addEventListener("change", settle); // a browser that fills in the form fills in the selection
  settle();
};

for (const box of document.querySelectorAll("[data-combobox]")) enhance(box);
