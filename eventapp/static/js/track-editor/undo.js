// What takes an edit back, as further edits: nothing that others did meanwhile is lost by it.
export class Undo {
  constructor(store, changed) {
    this.store = store;
    this.steps = [];
    this.changed = changed;
  }

  keep(step) {
    this.steps.push(step);
    if (this.steps.length > 200) this.steps.shift();
    this.changed(this.steps.length);
  }

  async back() {
    const step = this.steps.pop();
    this.changed(this.steps.length);
    if (step) await this.store.do(step);
  }
}

const version = (store, uid) => store.cues.get(uid)?.version ?? 0;

export function unchange(store, befores) {
  return () =>
    befores
      .filter((before) => store.cues.has(before.uid))
      .map((before) => ({
        kind: "change",
        uid: before.uid,
        version: version(store, before.uid),
        text: before.text,
        speaker: before.speaker,
        starts_ms: before.starts_ms,
        ends_ms: before.ends_ms,
      }));
}

export function undelete(before) {
  const { text, speaker, starts_ms, ends_ms } = before;
  return () => [{ kind: "add", text, speaker, starts_ms, ends_ms }];
}

export function unsplit(store, before) {
  return () => [
    { kind: "merge", uid: before.uid, version: version(store, before.uid) },
    { kind: "change", uid: before.uid, version: version(store, before.uid) + 1, text: before.text },
  ];
}

export function unmerge(store, before, following) {
  return () => [
    {
      kind: "change",
      uid: before.uid,
      version: version(store, before.uid),
      text: before.text,
      speaker: before.speaker,
      ends_ms: before.ends_ms,
    },
    ...undelete(following)(),
  ];
}

export function unadd(store, uid) {
  return () => [{ kind: "delete", uid, version: version(store, uid) }];
}
