// Marks a stand by drawing a rectangle over the floor plan: it goes into the form's fields, which also take numbers.
const SIDE = 10000;
const frame = document.querySelector("[data-draw-mark]");
const form = document.querySelector("[data-mark-form]");

const bounded = (value, most) => Math.round(Math.min(Math.max(value, 0), most));

if (frame && form) {
  const drawing = frame.querySelector("svg");
  const { width, height } = drawing.viewBox.baseVal;
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.classList.add("stand-mark", "is-chosen");
  const field = (name) => form.elements.namedItem(name);

  const placeOf = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    return [bounded((point.x / width) * SIDE, SIDE), bounded((point.y / height) * SIDE, SIDE)];
  };

  const show = () => {
    const [x, y, wide, high] = ["x", "y", "width", "height"].map((name) => Number(field(name).value));
    box.setAttribute("x", (x / SIDE) * width);
    box.setAttribute("y", (y / SIDE) * height);
    box.setAttribute("width", (wide / SIDE) * width);
    box.setAttribute("height", (high / SIDE) * height);
    drawing.append(box);
  };

  const choose = (mark, number) => {
    const sides = { x: width, y: height, width, height };
    for (const [name, whole] of Object.entries(sides)) {
      field(name).value = bounded((Number(mark.getAttribute(name)) / whole) * SIDE, SIDE);
    }
    field("number").value = number;
    show();
  };

  let from = null;
  frame.classList.add("can-draw");
  drawing.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    from = placeOf(event);
    drawing.setPointerCapture(event.pointerId);
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = placeOf(event);
    field("x").value = Math.min(from[0], to[0]);
    field("y").value = Math.min(from[1], to[1]);
    field("width").value = Math.max(Math.abs(from[0] - to[0]), 1);
    field("height").value = Math.max(Math.abs(from[1] - to[1]), 1);
    show();
  });
  drawing.addEventListener("pointerup", (event) => {
    const to = placeOf(event);
    const isClick = from && Math.abs(from[0] - to[0]) < 20 && Math.abs(from[1] - to[1]) < 20;
    from = null;
    if (!isClick) {
      field("number").focus();
      return;
    }
    const known = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.closest("[data-stand]"));
    if (known) choose(known, known.closest("[data-stand]").dataset.stand);
  });
  form.addEventListener("input", show);
}
