// Stores moves one after the other, and asks every few seconds what others have done.
const PAUSE = 3_000;

export class Sync {
  constructor(model, addresses, heard) {
    this.model = model;
    this.addresses = addresses;
    this.heard = heard;
    this.queue = Promise.resolve();
    this.own = new Set();
  }

  // Resolves to "stored", "refused" or "failed".
  move(session) {
    this.queue = this.queue.then(() => this.#send(session.code));
    return this.queue;
  }

  async #send(code) {
    const session = this.model.sessions.get(code);
    const iso = (instant) => (instant === null ? null : new Date(instant).toISOString());
    const body = { code, starts_at: iso(session.starts), ends_at: iso(session.ends), room_id: session.room_id, version: session.version, since: this.model.cursor };
    this.own.add(code);
    const answer = await fetch(this.addresses.moves, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": this.addresses.csrf }, body: JSON.stringify(body) }).catch(() => null);
    this.own.delete(code);
    if (!answer || answer.redirected || ![200, 409].includes(answer.status)) return { outcome: "failed" };
    const state = await answer.json();
    const changed = this.model.merge(state);
    this.heard(changed.filter((other) => other.code !== code));
    return answer.status === 409 ? { outcome: "refused", by: state.by } : { outcome: "stored" };
  }

  listen() {
    setInterval(async () => {
      if (document.hidden || this.own.size) return;
      const answer = await fetch(`${this.addresses.state}?since=${this.model.cursor}`).catch(() => null);
      if (answer?.status !== 200 || answer.redirected || this.own.size) return;
      this.heard(this.model.merge(await answer.json()));
    }, PAUSE);
  }
}
