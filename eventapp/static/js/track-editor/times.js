// Times as an editor shows and reads them: 1:02:03.4, milliseconds inside.
export function shown(milliseconds) {
  const whole = Math.floor(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const head = minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}` : String(minutes);
  return `${head}:${two(whole % 60)}.${String(milliseconds % 1000).padStart(3, "0")}`;
}

// Null for what is no time.
export function read(text) {
  const found = text.trim().match(/^(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/);
  if (!found) return null;
  const [, hours = 0, minutes = 0, seconds, part = ""] = found;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, "0"));
}
