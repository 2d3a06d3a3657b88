// Reads QR codes from the camera: with the browser's own detector where it has one, else with ZXing.
const PAUSE_BETWEEN_FRAMES = 80;
const CHOSEN = "eventapp-camera";

async function detector(libraryAddress, wasmAddress) {
  if ("BarcodeDetector" in globalThis && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    return new BarcodeDetector({ formats: ["qr_code"] });
  }
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = libraryAddress;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const library = globalThis.BarcodeDetectionAPI;
  library.prepareZXingModule({ overrides: { locateFile: () => wasmAddress } });
  return new library.BarcodeDetector({ formats: ["qr_code"] });
}

function open(cameraId) {
  const which = cameraId ? { deviceId: { exact: cameraId } } : { facingMode: "environment" };
  return navigator.mediaDevices.getUserMedia({
    video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } },
    audio: false,
  });
}

// The camera that was chosen last time, or the one that looks away from the person; another where that is gone.
async function stream(cameraId) {
  const chosen = cameraId ?? localStorage.getItem(CHOSEN);
  return open(chosen).catch((error) => {
    if (!chosen) throw error;
    localStorage.removeItem(CHOSEN);
    return open();
  });
}

// Calls `onCode` with each text that comes into view. Resolves to { cameras, hasTorch, light(on), choose(id), stop() };
// rejects where there is no camera.
export async function watch(video, { libraryAddress, wasmAddress, onCode }) {
  let source = await stream();
  const show = async () => {
    video.srcObject = source;
    await video.play();
  };
  await show();
  const reader = await detector(libraryAddress, wasmAddress);
  let running = true;

  const look = async () => {
    if (!running) return;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const [found] = await reader.detect(video).catch(() => []);
      if (found && running) onCode(found.rawValue);
    }
    setTimeout(look, PAUSE_BETWEEN_FRAMES);
  };
  look();

  const end = () => {
    for (const track of source.getTracks()) track.stop();
  };
  const all = await navigator.mediaDevices.enumerateDevices();
  return {
    cameras: all.filter((one) => one.kind === "videoinput").map(({ deviceId, label }) => ({ deviceId, label })),
    get current() {
      return source.getVideoTracks()[0].getSettings().deviceId;
    },
    get hasTorch() {
      return Boolean(source.getVideoTracks()[0].getCapabilities?.().torch);
    },
    light: (on) => source.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }),
    async choose(cameraId) {
      end(); // a phone opens one camera at a time
      source = await stream(cameraId);
      localStorage.setItem(CHOSEN, cameraId);
      await show();
    },
    stop() {
      running = false;
      end();
    },
  };
}
