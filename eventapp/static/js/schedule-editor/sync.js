// Stores moves one after the other, and asks every few seconds what others have done.
const PAUSE = 3_000;

export class Sync {
  constructor(model, addresses, heard) {
    this.model = model;
    this.addresses = addresses;
    this.heard = heard;
    this.queue = Promise.resolve();
    this.own = [];
  }

  // Resolves to "stored", "refused" or "failed".
  move(session, place) {
    const move = { code: session.code, place };
    this.own.push(move);
    this.queue = this.queue.then(() => this.#send(move));
    return this.queue;
  }

  async #send(move) {
    const { code, place } = move;
    const iso = (instant) => (instant === null ? null : new Date(instant).toISOString());
    const { version } = this.model.sessions.get(code);
    const body = {
      code,
      starts_at: iso(place.starts),
      ends_at: iso(place.ends),
      room_id: place.room,
      version,
      since: this.model.cursor,
    };
    const answer = await fetch(this.addresses.moves, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.addresses.csrf },
      body: JSON.stringify(body),
    }).catch(() => null);
    this.own.splice(this.own.indexOf(move), 1);
    if (!answer || answer.redirected || ![200, 409].includes(answer.status)) return { outcome: "failed" };
    const state = await answer.json();
    const changed = this.model.merge(state);
    // What was moved again meanwhile stays where it was put last: that move is on its way.
    for (const next of this.own) this.model.put(this.model.sessions.get(next.code), next.place);
    this.heard(changed.filter((other) => other.code !== code));
    return answer.status === 409 ? { outcome: "refused", by: state.by } : { outcome: "stored" };
  }

  listen() {
    setInterval(async () => {
      if (document.hidden || this.own.length) return;
      const answer = await fetch(`${this.addresses.state}?since=${this.model.cursor}`).catch(() => null);
      if (answer?.status !== 200 || answer.redirected || this.own.length) return;
      this.heard(this.model.merge(await answer.json()));
    }, PAUSE);
  }
}
