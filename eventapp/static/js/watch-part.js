// Asks for a part of a page again and again, and says where no answer comes. The server answers 304 where nothing
// changed, which the browser's cache resolves.
const PATIENCE = 8000;

// `show` gets the text where it differs from the one before, and `look` every answer first; it may end the matter by
// returning false.
export function watchPart(address, pause, silence, show, look = () => true) {
  let shown = "";

  async function ask() {
    try {
      const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
      if (look(answer) === false) return;
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      if (text !== shown) {
        shown = text;
        show(text);
      }
      silence.hidden = true;
    } catch {
      silence.hidden = false;
    }
    setTimeout(ask, pause);
  }

  ask();
}
