// Where much comes from one network address the browser does a small sum while the form is filled in: then a place is
// held until the email is opened. Who sends the form before it is done waits a moment; without it, the email does it.
import { sayBusy } from "./busy.js";

const MOST_WORKERS = 4;
const LONGEST = 60_000;
const form = document.querySelector("form[data-proof]");
let work = null;

form.addEventListener("focusin", begin, { once: true });
form.addEventListener("submit", wait, { capture: true });

function begin() {
  work = solve().catch(() => null);
  work.then((proof) => {
    if (proof) form.elements.proof.value = proof;
    work = null;
  });
}

function wait(event) {
  if (!work) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  sayBusy(form, form.dataset.proofBusy);
  work.then(() => form.requestSubmit(submitter));
}

async function solve() {
  const address = `${form.dataset.proof}?key=${encodeURIComponent(form.elements.submission_key.value)}`;
  const answer = await fetch(address, { credentials: "omit" });
  if (answer.status !== 200 || !crypto.subtle) return null;
  const challenge = await answer.json();
  const number = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1));
  const workers = Array.from({ length: number }, () => new Worker(form.dataset.proofWorker));
  try {
    const solution = await Promise.race([
      ...workers.map((worker, start) => counted(worker, { challenge, start, step: number })),
      new Promise((resolve) => setTimeout(resolve, LONGEST)),
    ]);
    return solution && btoa(JSON.stringify({ challenge, solution }));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

// One worker tries every nth number; who finds nothing leaves it to the others.
function counted(worker, { challenge, start, step }) {
  return new Promise((resolve) => {
    worker.addEventListener("message", ({ data }) => {
      if (data?.derivedKey) resolve(data);
    });
    worker.postMessage({ type: "work", challenge, counterStart: start, counterStep: step, timeout: LONGEST });
  });
}
