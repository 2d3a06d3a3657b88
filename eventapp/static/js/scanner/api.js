// How the scanner speaks with the server. The device's token is kept on this phone only.
const KEY = "eventapp-device";
const PATIENCE = 10_000;

export const device = {
  load() {
    return JSON.parse(localStorage.getItem(KEY) ?? "null");
  },
  save(value) {
    localStorage.setItem(KEY, JSON.stringify(value));
  },
  forget() {
    localStorage.removeItem(KEY);
  },
};

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function call(path, { method = "GET", body } = {}) {
  const headers = { Accept: "application/json" };
  const known = device.load();
  if (known) headers.Authorization = `Bearer ${known.token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(`/checkin/api/${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.ok && response.headers.get("Content-Type") === "application/pdf") return response.blob();
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer.detail ?? response.statusText);
  return answer;
}

export const pair = (code, name) => call("pair", { method: "POST", body: { code, name } });
export const bundle = (known) => call(`bundle?${new URLSearchParams(known)}`);
export const people = (text) => call(`people?q=${encodeURIComponent(text)}`);
export const badge = (code) => call("badge", { method: "POST", body: { code } });
export const sendScans = (scans) => call("scans", { method: "POST", body: { scans } });
export const leadNews = (version) => call(`leads?version=${encodeURIComponent(version)}`);
export const sendLeads = (leads) => call("leads", { method: "POST", body: { leads } });

// Numbers this phone's scans, so that a gap would show.
export function nextSequence() {
  const known = device.load();
  known.sequence = (known.sequence ?? 0) + 1;
  device.save(known);
  return known.sequence;
}
