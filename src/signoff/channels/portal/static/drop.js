// A file dropped anywhere on the page is put into the form's field and sent. Without this file the field works as any.
"use strict";

(() => {
  const form = document.querySelector("[data-drop]");
  const field = form.querySelector("input[type=file]");
  form.querySelector("[data-drop-hint]").hidden = false;

  const hasFile = (event) => [...event.dataTransfer.types].includes("Files");
  const show = (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    form.classList.add("over");
  };
  const hide = () => form.classList.remove("over");

  // Of a file that is too large only as much is sent as it takes to be told so.
  form.addEventListener("submit", () => {
    const [file] = field.files;
    const bytesMax = Number(form.dataset.bytesMax);
    if (!file || file.size <= bytesMax) return;
    const shortened = new DataTransfer();
    shortened.items.add(new File([file.slice(0, bytesMax + 1)], file.name));
    field.files = shortened.files;
  });

  document.addEventListener("dragenter", show);
  document.addEventListener("dragover", show);
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) hide(); });
  document.addEventListener("drop", (event) => {
    hide();
    if (!hasFile(event)) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    if (field.files.length === 1) form.requestSubmit();
    else field.focus();
  });
})();
