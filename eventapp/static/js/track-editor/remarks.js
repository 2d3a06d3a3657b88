// What is to be looked at in a line, by the measures of subtitles/checks.py, while somebody writes.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/gu;
const NUMBER = /\d+(?:[.,]\d+)*/g;
const plain = (number) => number.replace(/[.,]/g, "");

function isWide(text) {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const wide = text.match(/\p{L}/gu)?.filter((one) => one.match(WIDE)).length ?? 0;
  return 2 * wide > letters;
}

function length(text) {
  return [...text.replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim()].length;
}

// Pairs of a kind and what was found. `source` is what the line was made from: its text, and who says it.
export function remarksOn(cue, following, source, measures, words) {
  const found = [];
  const shown = cue.ends_ms - cue.starts_ms;
  const gap = following ? following.starts_ms - cue.ends_ms : 0;
  if (gap < 0) found.push(["overlap", ""]);
  else if (gap > 0 && gap < measures.smallestGap) found.push(["small_gap", ""]);
  if (shown < measures.shortest) found.push(["too_short", ""]);
  if (shown > measures.longest) found.push(["too_long", ""]);
  const wide = isWide(cue.text);
  const speed = (length(cue.text) * 1000) / Math.max(shown, 1);
  if (speed > (wide ? measures.fastestWide : measures.fastest)) found.push(["too_fast", Math.round(speed)]);
  const rows = cue.text.split("\n");
  if (rows.length > measures.mostRows) found.push(["too_many_rows", rows.length]);
  const longest = Math.max(...rows.map(length));
  if (longest > (wide ? measures.longestRowWide : measures.longestRow)) found.push(["row_too_long", longest]);
  if (source.text) {
    if (source.speaker && cue.speaker && cue.speaker !== source.speaker)
      found.push(["speaker_differs", source.speaker]);
    for (const [term, wanted] of words.terms) {
      if (source.text.includes(term) && !cue.text.includes(wanted)) found.push(["term_missing", wanted]);
    }
    const there = new Set((cue.text.match(NUMBER) ?? []).map(plain));
    const wanted = new Set(source.text.match(NUMBER) ?? []);
    for (const number of wanted) if (!there.has(plain(number))) found.push(["number_missing", number]);
  }
  for (const avoided of words.avoided) if (cue.text.includes(avoided)) found.push(["term_forbidden", avoided]);
  return found;
}
