// The end of a session follows its beginning, at the length that it has.
const begins = document.getElementById("starts_at");
const ends = document.getElementById("ends_at");

if (begins && ends) {
  const MINUTE = 60_000;
  let length = Date.parse(ends.value) - Date.parse(begins.value);
  const local = (time) => new Date(time - new Date(time).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);

  begins.addEventListener("change", () => {
    const start = Date.parse(begins.value);
    if (Number.isFinite(start) && length > 0) ends.value = local(start + length);
  });
  ends.addEventListener("change", () => {
    const changed = Date.parse(ends.value) - Date.parse(begins.value);
    if (changed > 0) length = changed;
  });
}
