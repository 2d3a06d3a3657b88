// Reads QR codes from the camera: with the browser's own detector where it has one, else with ZXing.
const PAUSE_BETWEEN_FRAMES = 80;

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

// Calls `onCode` with each text that comes into view; returns a function that stops. Rejects where there is no camera.
export async function watch(video, { libraryAddress, wasmAddress, onCode }) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false,
  });
  video.srcObject = stream;
  await video.play();
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

  return () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
  };
}
