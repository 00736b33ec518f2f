/* What the page does in the browser: it sends what was clicked, and moves scroll and focus.
   It never counts characters of a source and never searches a text: the server marks the cited
   place by its offsets, and this script finds the <mark> element. */
window.quoth = (() => {
  "use strict";

  const CONVERSATION = "quoth.conversation"; // session storage: one conversation a tab
  const VISIT = "quoth.visit"; // session storage: whose documents these are, one a tab
  const THEME = "quoth.theme"; // local storage: "light" or "dark" once chosen
  const WIDE = "(min-width: 900px)"; // as in layout.css: the sources stand beside the chat

  let example = ""; // the example question that was clicked
  let wanted = null; // the place that was asked for last; null is the list of articles
  let sent = null; // the place that the server was asked for last
  let follow = false; // whether the reader asked for it, and focus goes there
  let opener = null; // how to find the button that opened it, for the way back
  let shownTurn = 0; // the newest turn that has been scrolled to
  let openedTurn = 0; // the newest answer whose first source was opened

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const field = () => one("#question textarea");

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function secret(name) {
    if (!sessionStorage.getItem(name)) sessionStorage.setItem(name, newId());
    return sessionStorage.getItem(name);
  }

  const conversation = () => secret(CONVERSATION);

  function renew() {
    sessionStorage.setItem(CONVERSATION, newId());
    wanted = null;
    sent = null;
    opener = null;
    shownTurn = 0;
    openedTurn = 0;
    field()?.focus();
    return conversation();
  }

  function landmark(element, name) {
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", name);
  }

  function say(words) {
    const region = one("#say");
    if (region) region.textContent = words;
  }

  /* Places ------------------------------------------------------------------------------- */

  function placeOf(button) {
    const { article, start, end, sha } = button.dataset;
    const printed = "printed" in button.dataset;
    return { article, start: Number(start), end: Number(end), sha: sha ?? "", printed };
  }

  function isAt(element, place) {
    return (
      Boolean(place) &&
      element.dataset.article === place.article &&
      Number(element.dataset.start) === place.start &&
      Number(element.dataset.end) === place.end &&
      "printed" in element.dataset === place.printed
    );
  }

  function markOpen() {
    const source = one("#panel .source");
    for (const button of all("#conversation [data-open], #documents [data-open]")) {
      const open = Boolean(source) && isAt(source, placeOf(button));
      button.toggleAttribute("data-opened", open);
      if (open) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  function reveal() {
    markOpen();
    const source = one("#panel .source");
    const reached = source ? isAt(source, wanted) : wanted === null;
    if (!reached) return;
    const target = source
      ? (one(".printed .box", source) ??
        one("mark.cited", source) ??
        one(".source-text", source))
      : one("#panel h2");
    if (source && !target.matches("mark, .box")) target.scrollTop = 0;
    // Only a click moves the page itself; an answer that arrives scrolls inside the panel at most.
    if (follow || matchMedia(WIDE).matches) target?.scrollIntoView({ block: "center" });
    if (follow) target?.focus({ preventScroll: true });
    follow = false;
  }

  function open(place, trigger, byReader) {
    wanted = place;
    follow = byReader;
    const source = one("#panel .source");
    // What is shown is not what stays, if the server was asked for another place meanwhile.
    const stays = Boolean(source) && isAt(source, sent);
    if (stays && isAt(source, wanted)) {
      reveal();
    } else {
      sent = wanted;
      trigger();
    }
  }

  /* Opens what a button names; without a button, the list of articles. */
  function openPlace(button, trigger) {
    opener = button && placeOf(button);
    open(opener, trigger, Boolean(button));
  }

  function back() {
    const buttons = all("#conversation [data-open], #documents [data-open]");
    const button = buttons.find((candidate) => opener && isAt(candidate, opener));
    (button ?? field())?.focus();
    button?.scrollIntoView({ block: "nearest" });
  }

  /* The conversation ---------------------------------------------------------------------- */

  function edit(words) {
    const box = field();
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  function update(element, openFirst) {
    const turns = all(".turn", element);
    for (const name of ["copy", "download"]) {
      const answered = turns.some((turn) => turn.matches(".answered, .declined"));
      const button = one(`#header [data-tool="${name}"]`);
      if (button) button.disabled = !answered;
    }
    const last = turns.at(-1);
    if (!last) return;
    const number = Number(last.dataset.turn);
    const settled = !last.classList.contains("pending-turn");
    if (number !== shownTurn) window.quothDocuments.fold();
    if (number !== shownTurn || settled) last.scrollIntoView({ block: "start" });
    shownTurn = number;
    if (!settled || number === openedTurn) return;
    openedTurn = number;
    say(last.dataset.say);
    const first = one("[data-open]", last);
    if (last.classList.contains("answered") && first && matchMedia(WIDE).matches) openFirst(first);
  }

  function onConversation(element, triggerExample, triggerPlace, watch) {
    landmark(element, "Conversation");
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if ("open" in button.dataset) openPlace(button, triggerPlace);
      if ("edit" in button.dataset) edit(button.dataset.edit);
      if ("ask" in button.dataset) {
        example = button.dataset.ask;
        triggerExample();
      }
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field()?.focus();
    });
    watch("value", () => {
      markOpen();
      update(element, (button) => open(placeOf(button), triggerPlace, false));
    });
  }

  /* The sources --------------------------------------------------------------------------- */

  function onPanel(element, triggerPlace, watch) {
    landmark(element, "Sources");
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if ("open" in button.dataset) open(placeOf(button), triggerPlace, true);
      if ("shelf" in button.dataset) open(null, triggerPlace, true);
      if ("back" in button.dataset) back();
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") back();
    });
    watch("value", reveal);
  }

  /* The tools ----------------------------------------------------------------------------- */

  const exported = () => one("#exported")?.textContent ?? "";

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(exported());
    } catch {
      // Without https the clipboard is closed to scripts, except this older way.
      const area = document.createElement("textarea");
      area.value = exported();
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    say("Copied.");
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }

  function download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exported()], { type: "text/markdown" }));
    link.download = "quoth-conversation.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function theme() {
    const dark = document.body.classList.toggle("dark");
    localStorage.setItem(THEME, dark ? "dark" : "light");
  }

  function onHeader(element, triggerRenew) {
    const chosen = localStorage.getItem(THEME);
    if (chosen) document.body.classList.toggle("dark", chosen === "dark");
    const tools = { renew: triggerRenew, copy, download, theme };
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tool]");
      if (button) tools[button.dataset.tool](button);
    });
    one(".skip", element).addEventListener("click", (event) => {
      event.preventDefault();
      field()?.focus();
    });
  }

  return {
    say,
    conversation,
    visit: () => secret(VISIT),
    asker: () => window.quothDocuments.asker(),
    openPlace,
    renew,
    example: () => example,
    wanted: () => wanted,
    onHeader,
    onConversation,
    onPanel,
  };
})();
