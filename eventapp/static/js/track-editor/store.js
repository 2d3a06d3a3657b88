// The lines of a track as the server has them, and what this editor does to them: sent one after the other, and sent
// again after a bad network. What others change comes in between.
const LOOK = 3000;
const RETRY = 3000;

export class Store {
  constructor(root, changed, refused, told) {
    this.links = root.dataset;
    this.cues = new Map();
    this.comments = {};
    this.revision = 0;
    this.waiting = [];
    this.isSending = false;
    Object.assign(this, { changed, refused, told });
  }

  async begin() {
    await this.#look(0);
    setInterval(() => {
      if (!this.isSending && !document.hidden) this.#look(this.revision).catch(() => this.told("away"));
    }, LOOK);
  }

  inOrder() {
    return [...this.cues.values()].sort((one, two) => one.starts_ms - two.starts_ms);
  }

  // `edits` is called when its turn comes, so that it knows the versions of then. Resolves with what changed, or null
  // where it was refused.
  do(edits) {
    return new Promise((resolve) => {
      this.waiting.push({ edits, resolve });
      this.#send();
    });
  }

  async comment(uid, text) {
    const answer = await this.#post(this.links.comments, { uid, text });
    const told = await answer.json();
    if (answer.ok) this.#take(told);
    else this.refused(told.error);
  }

  async #send() {
    if (this.isSending) return;
    this.isSending = true;
    this.told("saving");
    while (this.waiting.length) {
      const [{ edits, resolve }] = this.waiting;
      try {
        resolve(await this.#try(edits()));
        this.waiting.shift();
      } catch {
        this.told("away");
        await new Promise((go) => setTimeout(go, RETRY));
      }
    }
    this.isSending = false;
    this.told("saved");
  }

  async #try(edits) {
    if (!edits.length) return null;
    const answer = await this.#post(this.links.edits, { edits });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    const told = await answer.json();
    if (answer.status === 409) await this.#look(0);
    if (answer.ok) this.#take(told);
    else this.refused(told.error, edits);
    return answer.ok ? told : null;
  }

  #post(address, body) {
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.links.token },
      body: JSON.stringify(body),
    });
  }

  async #look(after) {
    const answer = await fetch(`${this.links.lines}?after=${after}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    this.#take(await answer.json(), after === 0);
  }

  #take(told, isWhole = false) {
    const changed = new Set(told.cues.map((cue) => cue.uid));
    if (isWhole) {
      for (const uid of this.cues.keys()) if (!changed.has(uid)) told.gone.push(uid);
    }
    for (const cue of told.cues) this.cues.set(cue.uid, cue);
    for (const uid of told.gone) this.cues.delete(uid);
    this.revision = told.revision;
    this.comments = told.comments;
    this.changed(changed, new Set(told.gone), told.state);
  }
}
