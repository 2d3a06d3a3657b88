// How the scanner speaks with the server. The device's token is kept on this phone only.
const KEY = "eventapp-device";

export const device = {
  load() { return JSON.parse(localStorage.getItem(KEY) ?? "null"); },
  save(value) { localStorage.setItem(KEY, JSON.stringify(value)); },
  forget() { localStorage.removeItem(KEY); },
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
  const response = await fetch(`/checkin/api/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer.detail ?? response.statusText);
  return answer;
}

export const pair = (code, name) => call("pair", { method: "POST", body: { code, name } });
export const bundle = (cursor = 0) => call(`bundle?cursor=${cursor}`);
export const people = (text) => call(`people?q=${encodeURIComponent(text)}`);

export async function sendScan(ticket, mode) {
  const known = device.load();
  known.sequence = (known.sequence ?? 0) + 1;
  device.save(known);
  const scan = {
    uuid: crypto.randomUUID(), ticket, mode, direction: "entry",
    scanned_at: new Date().toISOString(), device_seq: known.sequence,
  };
  const answer = await call("scans", { method: "POST", body: { scans: [scan] } });
  return { ...answer.results[0], ticket };
}
