// Questions that hang on the ticket or on another answer appear when they apply; the server asks the same again.
for (const form of document.querySelectorAll("form:has([data-questions])")) {
  const questions = [...form.querySelectorAll(".question")];

  const ticket = () => form.dataset.ticket ?? form.querySelector("input[name=ticket_type]:checked")?.value;

  const answersTo = (id) => {
    const fields = [...form.querySelectorAll(`[name="q${id}"]`)];
    return fields.flatMap((field) => {
      if (field.type === "checkbox" || field.type === "radio")
        return field.checked ? [field.value === "y" ? "yes" : field.value] : [];
      return field.value ? [field.value] : [];
    });
  };

  const update = () => {
    for (const question of questions) {
      const { tickets, dependsOn, dependsValues } = question.dataset;
      const other = dependsOn && form.querySelector(`.question[data-question="${dependsOn}"]`);
      const fits = !tickets || tickets.split(" ").includes(ticket());
      const applies =
        !other || (!other.hidden && answersTo(dependsOn).some((value) => dependsValues.split(" ").includes(value)));
      question.hidden = !(fits && applies);
    }
    const section = form.querySelector("[data-questions]");
    section.hidden = questions.every((question) => question.hidden);
  };

  for (const hint of form.querySelectorAll("[data-condition]")) hint.hidden = true;
  form.addEventListener("input", update);
  update();
}
