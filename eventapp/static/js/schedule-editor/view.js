// Draws the day that is shown: a column a room, a block a session, and the shelf beside it.
const HOUR = 3_600_000;

const make = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

export class View {
  constructor(model, root, words) {
    this.model = model;
    this.root = root;
    this.words = words;
    this.hourHeight = 88;
    this.grid = root.querySelector("[data-board-grid]");
    this.shelf = root.querySelector("[data-board-shelf]");
  }

  height(length) {
    return (length / HOUR) * this.hourHeight;
  }

  instantAt(offset) {
    return this.model.shown.begins + (offset / this.hourHeight) * HOUR;
  }

  // While something is dragged nothing is drawn anew under it; what came in meanwhile is drawn afterwards.
  hold() {
    this.held = true;
  }

  release() {
    this.held = false;
    if (this.missed) this.draw();
  }

  draw() {
    this.missed = this.held;
    if (this.held) return;
    const focused = document.activeElement?.dataset?.code;
    this.#drawColumns();
    this.#drawShelf();
    this.#drawWarnings();
    if (focused) this.block(focused)?.focus({ preventScroll: true });
  }

  block(code) {
    return this.root.querySelector(`[data-code="${code}"]`);
  }

  #drawColumns() {
    const { begins, hours } = this.model.shown;
    this.grid.replaceChildren();
    this.grid.style.setProperty("--rooms", this.model.rooms.length);
    this.grid.style.setProperty("--hour", `${this.hourHeight}px`);
    const head = make("div", "board-head");
    head.append(make("span", "board-corner"));
    for (const room of this.model.rooms) {
      const name = make("div", "board-room", room.name);
      if (room.seats) name.append(make("span", "board-seats", String(room.seats)));
      head.append(name);
    }
    const body = make("div", "board-body");
    body.style.height = `${this.height(hours * HOUR)}px`;
    const hoursColumn = make("div", "board-hours");
    for (let hour = 0; hour < hours; hour += 1) {
      const label = make("span", "board-hour", this.model.time(begins + hour * HOUR));
      label.style.top = `${this.height(hour * HOUR)}px`;
      hoursColumn.append(label);
    }
    body.append(hoursColumn);
    const sessions = this.model.ofDay();
    for (const room of this.model.rooms) {
      const column = make("div", "board-column");
      column.dataset.room = room.id;
      this.#fill(
        column,
        sessions.filter((session) => session.room_id === room.id),
      );
      body.append(column);
    }
    const across = make("div", "board-across");
    this.#fill(
      across,
      sessions.filter((session) => session.room_id === null),
    );
    body.append(across);
    this.grid.append(head, body);
  }

  // Sessions that overlap in one column share its width.
  #fill(column, sessions) {
    sessions.sort((one, other) => one.starts - other.starts || one.code.localeCompare(other.code));
    let group = [];
    let ends = -Infinity;
    const finish = () => {
      for (const [block, lane] of group) {
        const lanes = Math.max(...group.map((pair) => pair[1])) + 1;
        block.style.insetInlineStart = `calc(${(100 * lane) / lanes}% + 2px)`;
        block.style.width = `calc(${100 / lanes}% - 4px)`;
      }
      group = [];
    };
    const laneEnds = [];
    for (const session of sessions) {
      if (session.starts >= ends) {
        finish();
        laneEnds.length = 0;
        ends = -Infinity;
      }
      let lane = laneEnds.findIndex((end) => end <= session.starts);
      if (lane < 0) lane = laneEnds.length;
      laneEnds[lane] = session.ends;
      ends = Math.max(ends, session.ends);
      const block = this.makeBlock(session);
      group.push([block, lane]);
      column.append(block);
    }
    finish();
  }

  makeBlock(session) {
    const block = make("div", "board-block");
    block.dataset.code = session.code;
    block.tabIndex = 0;
    block.setAttribute("role", "button");
    if (session.colour) block.dataset.colour = session.colour;
    block.classList.toggle("is-break", session.isBreak);
    block.classList.toggle("is-cancelled", session.status === "cancelled");
    block.classList.toggle("is-draft", session.status === "draft");
    block.classList.toggle(
      "is-warned",
      this.model.warnings.some((warning) => warning.codes.includes(session.code)),
    );
    block.title = this.describe(session);
    if (session.starts !== null) {
      block.style.top = `${this.height(session.starts - this.model.shown.begins)}px`;
      block.style.height = `${Math.max(this.height(session.ends - session.starts) - 2, 18)}px`;
      block.append(make("span", "board-time", `${this.model.time(session.starts)}–${this.model.time(session.ends)}`));
    } else {
      block.append(make("span", "board-time", this.words.minutes.replace("{number}", session.minutes)));
    }
    block.append(make("span", "board-title", session.title));
    if (session.speakers.length) block.append(make("span", "board-people", session.speakers.join(", ")));
    if (session.starts !== null)
      block.append(make("span", "visually-hidden", this.model.room(session.room_id)?.name ?? this.words.allrooms));
    if (session.change)
      block.append(make("span", "board-change", session.change === "new" ? this.words.new : this.words.changed));
    if (session.starts !== null) block.append(make("span", "board-resize"));
    return block;
  }

  describe(session) {
    if (session.starts === null) return this.words.shelved.replace("{title}", session.title);
    const room = this.model.room(session.room_id)?.name ?? this.words.allrooms;
    return this.words.moved
      .replace("{title}", session.title)
      .replace("{time}", `${this.model.time(session.starts)}–${this.model.time(session.ends)}`)
      .replace("{room}", room);
  }

  #drawShelf() {
    this.shelf.replaceChildren(...this.model.shelf().map((session) => this.makeBlock(session)));
  }

  #drawWarnings() {
    const list = this.root.querySelector("[data-board-warnings]");
    const { warnings, sessions } = this.model;
    this.root.querySelector("[data-board-warning-count]").textContent = warnings.length;
    if (!warnings.length) {
      list.replaceChildren(make("li", "soft", this.words.noWarnings));
      return;
    }
    list.replaceChildren(
      ...warnings.map((warning) => {
        const item = make("li", "board-warning");
        item.append(make("span", "", warning.text));
        for (const code of warning.codes) {
          const session = sessions.get(code);
          if (!session) continue;
          const button = make("button", "board-warning-session", session.title);
          button.type = "button";
          button.dataset.show = code;
          item.append(button);
        }
        return item;
      }),
    );
  }
}
