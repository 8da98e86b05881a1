// Live status: when the case changes, the same page is fetched and its <main> and trail take the place of these, but never
// under the hands of somebody who fills in a form, nor under the eyes of somebody who is being told what went wrong.
// Without this file everything works by reloading.
"use strict";

(() => {
  const AGAIN_MILLISECONDS = 5000;
  const TOUCH_MILLISECONDS = 1000;
  const main = () => document.getElementById("main");
  const news = document.querySelector("[data-news]");
  const [said, show] = [news.querySelector("span"), news.querySelector("button")];
  show.textContent = show.dataset.label;

  const isTyping = () => {
    const at = document.activeElement;
    if (at && main().contains(at) && at.matches("input:not([type=hidden]), select, textarea")) return true;
    return [...main().querySelectorAll("input")].some(
      (input) => input.value !== input.defaultValue || input.checked !== input.defaultChecked);
  };

  // A refusal is an answer to what was pressed: who looks away for a second must still find it.
  const isTold = () => main().querySelector("#summary") !== null;
  const isKept = () => isTyping() || isTold();

  // A press of a button must meet the button: between finger down and form sent nothing may move.
  let touchedAt = -TOUCH_MILLISECONDS;
  for (const kind of ["pointerdown", "keydown", "submit"]) {
    document.addEventListener(kind, () => { touchedAt = performance.now(); }, true);
  }
  const isTouched = () => performance.now() - touchedAt < TOUCH_MILLISECONDS;

  const announce = (text, canShow) => {
    said.textContent = text;
    show.hidden = !canShow;
    news.hidden = false;
    news.classList.toggle("brief", !canShow);
  };

  // Of two pages that are on their way, the one asked for last is the newer, whichever arrives first.
  let asked = 0;
  const swap = async (isAsked) => {
    const turn = ++asked;
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return;
    const fresh = page.getElementById("main");
    // Somebody may have begun to type while the page was on its way.
    if (!isAsked && (isKept() || isTouched())) { changed(fresh.dataset.version); return; }
    if (fresh.dataset.version === main().dataset.version) return;
    const hadFocus = isAsked || main().contains(document.activeElement);
    main().replaceWith(fresh);
    const [crumbs, now] = [document, page].map((one) => one.querySelector(".crumbs"));
    if (crumbs && now) crumbs.replaceWith(now);
    document.title = page.title;
    if (hadFocus) fresh.focus({ preventScroll: !isAsked });
    announce(news.dataset.said, false);
  };

  const changed = (version) => {
    if (version === main().dataset.version) return;
    if (isKept()) announce(show.dataset.waiting, true);
    else if (isTouched()) setTimeout(changed, TOUCH_MILLISECONDS, version);
    else swap(false).catch(() => setTimeout(changed, AGAIN_MILLISECONDS, version));
  };

  // The browser takes up a lost stream by itself, but gives up on a refused one: then the page is looked at again
  // now and then, as it would be without a stream, and the stream is tried anew.
  const lookAgain = async (address) => {
    await swap(false).catch(() => {});
    if (main().dataset.events) follow(address);
  };

  const follow = (address) => {
    const events = new EventSource(address);
    events.addEventListener("message", (event) => changed(event.data));
    events.addEventListener("over", () => events.close());
    events.addEventListener("error", () => {
      if (events.readyState === EventSource.CLOSED) setTimeout(lookAgain, AGAIN_MILLISECONDS, address);
    });
  };

  show.addEventListener("click", () => { news.hidden = true; swap(true).catch(() => { news.hidden = false; }); });
  if (main().dataset.events) follow(main().dataset.events);
})();
