// Enhancements only: every page is complete without this file.
"use strict";

// A copy button on each command; what is copied is exactly what stands there.
if (navigator.clipboard) {
  for (const target of document.querySelectorAll(".snippet pre, textarea[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(target.value ?? target.textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Select and copy by hand";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    target.after(button);
  }
}

// Ctrl+Enter (or Cmd+Enter) sends the form.
for (const area of document.querySelectorAll("form.paste textarea")) {
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
  });
}
const hint = document.querySelector("[data-hint=submit]");
if (hint) hint.textContent = "Ctrl + Enter sends it";

// A screen reader and the keyboard start at the result, not at the top of the page.
const result = document.getElementById("result");
if (result) result.focus({ preventScroll: true });
