// The recordings of a session: follows what is being done with them, and uploads files in pieces (tus), which go on by
// themselves after a broken connection, and after a reload once the same file is chosen again.
import { watchPart } from "./watch-part.js";

const LOOK = 3000;
const PIECE = 8 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000];
const list = document.querySelector("[data-recordings]");
const form = document.querySelector("[data-upload]");
const bar = form.querySelector("[data-upload-progress]");
const words = form.querySelector("[data-upload-words]");
const start = form.querySelector("[data-upload-start]");
const pause = form.querySelector("[data-upload-pause]");
let upload = null;
let first = true;

watchPart(list.dataset.recordings, LOOK, document.querySelector("[data-recordings-silence]"), (text) => {
  if (!first && !list.contains(document.activeElement)) list.innerHTML = text;
  first = false;
});

function refuse(text) {
  form.querySelector("[data-upload-error-words]").textContent = text;
  form.querySelector("[data-upload-error]").hidden = !text;
}

function tell(sent, total, isWaiting = false) {
  const percent = Math.floor((100 * sent) / total);
  bar.hidden = false;
  bar.querySelector("progress").value = percent;
  words.textContent = (isWaiting ? form.dataset.waiting : form.dataset.sending).replace("{percent}", percent);
}

function over() {
  upload = null;
  start.disabled = false;
  pause.hidden = true;
}

function metadata(file) {
  const told = { filename: file.name };
  for (const [name, value] of new FormData(form)) told[name] = value;
  return told;
}

function made(file) {
  let known = 0;
  return new window.tus.Upload(file, {
    endpoint: form.dataset.upload,
    headers: { "X-CSRFToken": form.dataset.token },
    metadata: metadata(file),
    chunkSize: PIECE,
    retryDelays: RETRIES,
    removeFingerprintOnSuccess: true,
    onProgress: (sent, total) => {
      known = sent;
      tell(sent, total);
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const again = !status || status === 409 || status === 423 || status >= 500;
      if (again) tell(known, file.size, true);
      return again;
    },
    onError: (error) => {
      refuse(error.originalResponse?.getBody() || error.message);
      over();
    },
    onSuccess: () => {
      tell(1, 1);
      words.textContent = form.dataset.done;
      form.querySelector("input[type=file]").value = "";
      over();
    },
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  refuse("");
  const [file] = form.querySelector("input[type=file]").files;
  if (!file) {
    refuse(form.dataset.missing);
    return;
  }
  start.disabled = true;
  pause.hidden = false;
  upload = made(file);
  const [before] = await upload.findPreviousUploads();
  if (before) upload.resumeFromPreviousUpload(before);
  upload.start();
});

pause.addEventListener("click", async () => {
  await upload?.abort();
  over();
});

window.addEventListener("beforeunload", (event) => {
  if (upload) event.preventDefault();
});
