/** Parts of an event's pages on an organiser's own site: <eventapp-schedule>, <eventapp-register>, <eventapp-countdown>.
 *
 * Each shows a frame of the site that this script is from. What stands inside the element is shown while there is no
 * script, and where the frame does not answer: a link. The height that is reserved is that of the attribute.
 */
const SITE = new URL(import.meta.url).origin;
const ANSWERS_WITHIN = 10_000;
const LOCALES = ["en", "zh-Hant", "zh-Hans"];

class Part extends HTMLElement {
  static height = 480;

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    this.frame = document.createElement("iframe");
    this.frame.title = this.getAttribute("label") || this.textContent.trim() || this.localName;
    this.frame.src = this.address();
    this.frame.style = "display:block;width:100%;border:0";
    this.frame.style.colorScheme = this.getAttribute("theme") || "light dark";
    this.frame.style.height = `${Number(this.getAttribute("height")) || this.constructor.height}px`;
    this.style.display = "block";
    root.append(this.frame);
    this.listen = (message) => this.follow(message);
    addEventListener("message", this.listen);
    this.waits = setTimeout(() => root.replaceChildren(document.createElement("slot")), ANSWERS_WITHIN);
  }

  disconnectedCallback() {
    removeEventListener("message", this.listen);
    clearTimeout(this.waits);
  }

  address() {
    const slug = encodeURIComponent(this.getAttribute("event") || "");
    const address = new URL(`${SITE}/events/${slug}/embed/${this.localName.replace("eventapp-", "")}/`);
    const around = this.closest("[lang]")?.getAttribute("lang");
    if (LOCALES.includes(around)) address.searchParams.set("lang", around);
    return address.href;
  }

  /** Take the height that the frame's page says it has. */
  follow(message) {
    if (message.source !== this.frame.contentWindow || message.origin !== SITE) return;
    const height = message.data?.eventappHeight;
    if (!Number.isFinite(height)) return;
    clearTimeout(this.waits);
    this.frame.style.height = `${Math.min(Math.ceil(height), 20_000)}px`;
  }
}

class Schedule extends Part {
  static height = 720;
}
class Register extends Part {
  static height = 360;
}
class Countdown extends Part {
  static height = 150;
}

for (const [name, part] of Object.entries({ schedule: Schedule, register: Register, countdown: Countdown })) {
  if (!customElements.get(`eventapp-${name}`)) customElements.define(`eventapp-${name}`, part);
}
