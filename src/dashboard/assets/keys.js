// Comfort for whoever has a keyboard; every page is complete without it. It never takes Tab, Enter, Escape or a key with Ctrl, Alt or Meta.
const OFF = "tokenward-keys-off";
const PREFIX_MS = 1_500;

const sheet = document.querySelector("#keys");
const opener = document.querySelector("#keys-open");
const choice = document.querySelector("#keys-on");
const isOff = () => localStorage.getItem(OFF) !== null;
let prefixUntil = 0;

const typing = (target) => target instanceof HTMLElement && target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a, input, button") !== null);
const currentRow = () => document.activeElement?.closest("main tbody tr") ?? null;

function move(step) {
  const all = rows();
  const here = all.indexOf(currentRow());
  const next = all[here === -1 ? (step > 0 ? 0 : all.length - 1) : here + step];
  (next?.querySelector("a") ?? next?.querySelector("input, button"))?.focus();
}

function revoke() {
  const incident = currentRow()?.querySelector('a[href^="/admin/incidents/"]');
  if (incident) location.assign(`${incident.href}#reason`);
  else document.querySelector("#reason")?.focus();
}

const KEYS = {
  "/": () => document.querySelector('input[type="search"], main form[role="search"] input, main form[role="search"] select')?.focus(),
  "?": () => sheet?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  x: () => currentRow()?.querySelector('input[type="checkbox"]')?.click(),
  r: revoke,
  a: () => document.querySelector("#to")?.focus(),
  e: () => document.querySelector("#as")?.focus(),
  g: () => {
    prefixUntil = Date.now() + PREFIX_MS;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || isOff() || typing(event.target)) return;
  const going = Date.now() < prefixUntil ? document.querySelector(`nav [data-key="${CSS.escape(event.key)}"]`) : null;
  prefixUntil = 0;
  const act = going === null ? KEYS[event.key] : () => going.click();
  if (act === undefined) return;
  event.preventDefault();
  act();
});

if (location.hash === "#reason") document.querySelector("#reason")?.focus();
if (sheet !== null && opener !== null) {
  opener.hidden = false;
  opener.addEventListener("click", () => sheet.showModal());
  choice.checked = !isOff();
  choice.addEventListener("change", () => (choice.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
