// A file dropped anywhere on the page is put into the form's field and sent. Without this file the field works as any.
"use strict";

(() => {
  const place = document.querySelector("[data-drop]");
  const field = place.querySelector("input[type=file]");
  const tooLarge = place.querySelector("[data-drop-too-large]");
  const form = field.form; // it may have other fields elsewhere on the page
  place.querySelector("[data-drop-hint]").hidden = false;

  const hasFile = (event) => [...event.dataTransfer.types].includes("Files");
  const show = (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    place.classList.add("over");
  };
  const hide = () => place.classList.remove("over");

  // Of a file that is too large only as much is sent as it takes to be told so; where the form has other fields, only that
  // it is, since they would be thrown away with it.
  form.addEventListener("submit", () => {
    const [file] = field.files;
    const bytesMax = Number(place.dataset.bytesMax);
    if (tooLarge) tooLarge.value = file && file.size > bytesMax ? "yes" : "";
    if (!file || file.size <= bytesMax) return;
    if (tooLarge) {
      field.value = "";
      return;
    }
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
    if (field.files.length === 1) form.requestSubmit(place.querySelector("[data-drop-send]"));
    else field.focus();
  });
})();
