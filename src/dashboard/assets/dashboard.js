// What is under way is asked for anew, part by part; whoever is at a part keeps it as it is. A reload does the same.
const REFRESH_MS = 2_000;
const moving = () => document.querySelectorAll("[data-refresh]");

const refresh = async () => {
  if (document.hidden || moving().length === 0) return;
  const response = await fetch(location.href, { redirect: "error" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of moving()) {
    const fresh = page.getElementById(part.id);
    if (fresh !== null && !part.contains(document.activeElement)) part.replaceWith(fresh);
  }
};

if (moving().length > 0) setInterval(() => void refresh().catch(() => undefined), REFRESH_MS);

// The lines of a file become those of the field that it fills; the file itself goes nowhere.
for (const place of document.querySelectorAll("[data-fills]")) {
  place.hidden = false;
  place.addEventListener("change", (event) => {
    void fill(event.target, document.getElementById(place.getAttribute("data-fills")));
  });
}

async function fill(input, field) {
  const file = input.files[0];
  if (file !== undefined) field.value = await file.text();
}

// The menu of the bar closes when it is left, and on Escape.
const menu = document.querySelector(".more");
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
menu?.addEventListener("focusout", (event) => {
  if (event.relatedTarget !== null && !menu.contains(event.relatedTarget)) menu.open = false;
});
