// What the editor knows: days, rooms, sessions by code, and where each one is. Instants are milliseconds.
export const STEP = 5 * 60_000;
const MINUTE = 60_000;

export class Model {
  constructor(board) {
    this.rooms = board.rooms;
    this.days = board.days.map((day) => ({
      ...day,
      begins: Date.parse(day.begins),
      ends: Date.parse(day.begins) + day.hours * 60 * MINUTE,
    }));
    this.day = 0;
    this.cursor = -1;
    this.sessions = new Map();
    this.warnings = [];
    this.clock = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: board.timezone,
    });
    this.merge(board);
  }

  // Takes in what the server says; returns the sessions that are new or different.
  merge(state) {
    this.cursor = Math.max(this.cursor, state.cursor);
    this.warnings = state.warnings;
    const changed = [];
    for (const found of state.sessions) {
      const known = this.sessions.get(found.code);
      if (known && known.version > found.version) continue;
      const session = {
        ...found,
        starts: found.starts_at ? Date.parse(found.starts_at) : null,
        ends: found.ends_at ? Date.parse(found.ends_at) : null,
      };
      if (!known || known.version !== found.version) changed.push(session);
      this.sessions.set(found.code, session);
    }
    return changed;
  }

  get shown() {
    return this.days[this.day];
  }

  time(instant) {
    return this.clock.format(instant);
  }

  room(id) {
    return this.rooms.find((room) => room.id === id);
  }

  ofDay() {
    const { begins, ends } = this.shown;
    return [...this.sessions.values()].filter(
      (session) => session.starts !== null && session.starts < ends && session.ends > begins,
    );
  }

  shelf() {
    return [...this.sessions.values()].filter((session) => session.starts === null && session.status !== "cancelled");
  }

  place(session) {
    return { starts: session.starts, ends: session.ends, room: session.room_id };
  }

  put(session, place) {
    session.starts = place.starts;
    session.ends = place.ends;
    session.room_id = place.room;
  }

  // The first session that would be in the way: in the room, or with one of the speakers.
  obstacle(session, place) {
    if (place.starts === null) return null;
    const meets = [...this.sessions.values()].filter(
      (other) =>
        other.code !== session.code &&
        other.starts !== null &&
        other.status !== "cancelled" &&
        other.starts < place.ends &&
        place.starts < other.ends,
    );
    const inRoom = meets.find((other) => place.room !== null && other.room_id === place.room);
    if (inRoom) return { kind: "taken", title: inRoom.title };
    for (const other of meets) {
      const index = session.speakerIds.findIndex((id) => other.speakerIds.includes(id));
      if (index >= 0) return { kind: "busy", title: other.title, name: session.speakers[index] };
    }
    return null;
  }

  // Where a session from the shelf fits first on the day that is shown.
  firstFree(session) {
    const length = session.minutes * MINUTE;
    for (const room of this.rooms) {
      for (let starts = this.shown.begins; starts + length <= this.shown.ends; starts += STEP) {
        const place = { starts, ends: starts + length, room: room.id };
        if (!this.obstacle(session, place)) return place;
      }
    }
    return { starts: this.shown.begins, ends: this.shown.begins + length, room: this.rooms[0].id };
  }
}
