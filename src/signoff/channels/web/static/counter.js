// What a counter's page does beyond its forms: strokes of a signature, and a camera for the card where there is one.
"use strict";

for (const form of document.querySelectorAll("[data-signature]")) {
  const pad = form.querySelector("canvas");
  const pen = pad.getContext("2d");
  const strokes = [];
  let stroke = null;

  const point = (event) => {
    const box = pad.getBoundingClientRect();
    return [
      Math.round(((event.clientX - box.left) / box.width) * pad.width),
      Math.round(((event.clientY - box.top) / box.height) * pad.height),
    ];
  };

  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    stroke = point(event);
    strokes.push(stroke);
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...stroke);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!stroke || strokes.flat().length > 6000) return;
    const next = point(event);
    stroke.push(...next);
    pen.lineTo(...next);
    pen.stroke();
  });
  pad.addEventListener("pointerup", () => { stroke = null; });
  pad.addEventListener("pointercancel", () => { stroke = null; });
  form.querySelector("[data-clear]").addEventListener("click", () => {
    strokes.length = 0;
    pen.clearRect(0, 0, pad.width, pad.height);
  });
  form.addEventListener("submit", () => { form.elements.strokes.value = JSON.stringify(strokes); });
}

for (const form of document.querySelectorAll("[data-scan]")) {
  if ("focus" in form.dataset) form.elements.iccid.focus();
  const button = form.querySelector("[data-camera]");
  const video = form.querySelector("video");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) return;
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const detector = new BarcodeDetector();
    const look = async () => {
      const found = await detector.detect(video).catch(() => []);
      const digits = found.map((one) => one.rawValue.replace(/\D/g, "")).find((one) => one.length >= 18 && one.length <= 20);
      if (!digits) return void requestAnimationFrame(look);
      stream.getTracks().forEach((track) => track.stop());
      form.elements.iccid.value = digits;
      form.requestSubmit();
    };
    look();
  });
}
