// Reads signed tickets without a network: `EA1.` + payload + `.` + Ed25519 signature, as registration/tickets.py writes them.
const PREFIX = "EA1.";
const LONGEST = 400;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

function bytes(text) {
  if (!BASE64URL.test(text)) throw new Error("not base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

async function holds(publicKey, payload, signature) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, payload);
  } catch {
    // A browser that does not know the curve.
    const { verifyAsync } = await import("../../vendor/ed25519.js");
    return verifyAsync(signature, payload, publicKey, { zip215: false }).catch(() => false);
  }
}

// { serial, version } of a good ticket, or { refused: "unknown" | "forged" }. `keys` are base64url: the event's own by number, those of an
// instance that it came from by `<event there>.<key there>`.
export async function readTicket(text, eventId, keys) {
  if (!text.startsWith(PREFIX)) return { refused: "unknown" };
  const parts = text.slice(PREFIX.length).split(".");
  if (text.length > LONGEST || parts.length !== 2) return { refused: "forged" };
  let payload, signature, values;
  try {
    [payload, signature] = parts.map(bytes);
    values = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return { refused: "forged" };
  }
  if (!Array.isArray(values) || values.length !== 5 || !values.every(Number.isInteger)) return { refused: "forged" };
  const [keyId, event, serial, , version] = values;
  const named = [...(event === eventId ? [`${keyId}`] : []), `${event}.${keyId}`].filter((name) => keys[name]);
  if (!named.length) return { refused: event === eventId ? "forged" : "unknown" };
  for (const name of named) {
    if (await holds(bytes(keys[name]), payload, signature)) return { serial, version };
  }
  return { refused: "forged" };
}
