// Tells how much is new in a list, and moves nothing: whoever wants to see it presses the pill.
const POLL_MS = 30_000;

function follow(place) {
  const address = place.dataset.live;
  const pill = place.querySelector("span");
  let source = null;
  let timer = 0;

  const show = ({ count, text }) => {
    pill.hidden = count === 0;
    pill.querySelector("a").textContent = text;
  };
  const poll = async () => {
    const response = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (response?.status === 401 || response?.status === 403) return;
    if (response?.ok) show(await response.json());
    timer = setTimeout(poll, POLL_MS);
  };
  const start = () => {
    source = new EventSource(address);
    source.addEventListener("news", (event) => show(JSON.parse(event.data)));
    // A connection that broke off comes back by itself; one that was refused does not.
    source.addEventListener("error", (event) => {
      if (event.target.readyState === EventSource.CLOSED) timer = setTimeout(poll, 1_000);
    });
  };
  const stop = () => {
    source?.close();
    clearTimeout(timer);
  };

  if (!document.hidden) start();
  // Browsers have few connections to give away: a page that nobody sees keeps none.
  document.addEventListener("visibilitychange", () => {
    stop();
    if (!document.hidden) start();
  });
  globalThis.addEventListener("pagehide", stop);
}

for (const place of document.querySelectorAll("[data-live]")) follow(place);
