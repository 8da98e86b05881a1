// Live status: when the case changes, the same page is fetched and its <main> takes the place of this one, but never
// while somebody is filling in a form. Without this file everything works by reloading.
"use strict";

(() => {
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

  const announce = (text, canShow) => {
    said.textContent = text;
    show.hidden = !canShow;
    news.hidden = false;
    news.classList.toggle("brief", !canShow);
  };

  const swap = async () => {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!fresh || fresh.dataset.version === main().dataset.version) return;
    const hadFocus = main().contains(document.activeElement);
    main().replaceWith(fresh);
    document.title = page.title;
    if (hadFocus) fresh.focus({ preventScroll: true });
    announce(news.dataset.said, false);
  };

  const changed = (version) => {
    if (version === main().dataset.version) return;
    if (isTyping()) announce(show.dataset.waiting, true);
    else swap();
  };

  show.addEventListener("click", () => { news.hidden = true; swap(); });

  const address = main().dataset.events;
  if (!address) return;
  const events = new EventSource(address);
  events.addEventListener("message", (event) => changed(event.data));
  events.addEventListener("over", () => events.close());
})();
