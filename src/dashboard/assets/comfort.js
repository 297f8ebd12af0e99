// Suggestions go on from the words that stand there already: what is chosen replaces the last one.
const search = document.querySelector("#q");
const terms = [...document.querySelectorAll("#terms option[data-term]")];
const suggest = () => {
  const before = search.value.slice(0, search.value.lastIndexOf(" ") + 1);
  for (const option of terms) option.value = before + option.dataset.term;
};
if (search !== null && terms.length > 0) {
  suggest();
  search.addEventListener("input", suggest);
}

// What is not understood of a search is selected: the next key replaces it.
const [from, to] = (search?.dataset.fault ?? "").split(" ").map(Number);
if (from < to) {
  search.focus();
  search.setSelectionRange(from, to);
}

// Where the browser allows it, what programs read is copied and not retyped.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (navigator.clipboard === undefined) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim()).then(() => {
      button.textContent = button.dataset.done;
    });
  });
}
