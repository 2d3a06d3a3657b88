// A hardware scanner types faster than anybody and looks at no focus: what it types beside a text field is gathered here
// until its Enter, also while a verdict lies over the page.
const LONGEST_GAP = 2000;
const SHORTEST = 3;
const FIELDS = "input, textarea, select";
let typed = "";
let at = 0;

export const isTyping = () => typed !== "" && Date.now() - at < LONGEST_GAP;

// What was begun in a field, when the rest will come here.
export function begin(text) {
  typed = text;
  at = Date.now();
}

// What was begun and is not finished, for the field that the rest will go to.
export function take() {
  const begun = isTyping() ? typed : "";
  typed = "";
  return begun;
}

export function listen(whenEntered) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELDS)) return;
      if (Date.now() - at > LONGEST_GAP) typed = "";
      if (event.key === "Escape") {
        typed = "";
      } else if (event.key === "Enter" && typed.trim().length >= SHORTEST) {
        event.preventDefault();
        event.stopPropagation();
        const text = typed;
        typed = "";
        whenEntered(text);
      } else if (event.key.length === 1 && (event.key !== " " || typed)) {
        event.preventDefault();
        typed += event.key;
        at = Date.now();
      }
    },
    { capture: true },
  );
}
