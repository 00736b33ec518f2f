/* Documents that somebody drops into the page: sent one after the other, shown while they are read,
   asked by the switch beside them. Whatever a document or its name holds is only ever set as text. */
window.quothDocuments = (() => {
  "use strict";

  const ADDRESS = "documents";
  const SCOPE = "quoth.scope"; // session storage: "mine", "all" or "shared" once chosen
  const HELD = "quoth.documents"; // session storage: set while this tab has documents
  const AGAIN = 600; // milliseconds between two looks at what is being read
  const MUCH_LATER = 5000; // after one that failed
  const MEGABYTE = 1e6;

  let element = null;
  let openPlace = () => {};
  let known = []; // the documents that the server has
  let rules = { private: true, minutes: 0, most: 0 }; // most: the bytes that a document may have
  let outbox = []; // {file, sent}: not with the server yet, the first is on its way
  let refused = []; // {name, why}: what was not taken
  let request = null; // what is being sent
  let admitted = false; // whether the server knows this tab already
  let polling = false;
  let open = false; // whether the list is shown

  const one = (selector, within = element) => within.querySelector(selector);
  const ready = () => known.filter((document) => document.state === "ready");

  function make(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  /* What is asked ------------------------------------------------------------------------- */

  function scope() {
    if (!rules.private || !ready().length) return "shared";
    return sessionStorage.getItem(SCOPE) ?? "mine";
  }

  const asker = () => ({ visit: window.quoth.visit(), scope: scope() });

  /* Talking with the server ---------------------------------------------------------------- */

  const FAILED = "Quoth does not answer. Check that it is still running, and reload the page.";

  const GONE =
    "Your documents are not here any more: they were put away after a long time without use, or " +
    "Quoth was started anew. Add them again to ask them.";

  async function call(method, path = "") {
    const headers = { "quoth-visit": window.quoth.visit() };
    try {
      const response = await fetch(ADDRESS + path, { method, headers });
      const told = await response.json();
      if (response.ok) learn(told);
      else complain(told.error);
      return response.ok;
    } catch {
      complain(FAILED);
      return false;
    }
  }

  function learn(told) {
    const before = new Set(ready().map((document) => document.key));
    known = told.documents;
    if (known.length) sessionStorage.setItem(HELD, "");
    else sessionStorage.removeItem(HELD);
    for (const document of ready()) {
      if (!before.has(document.key)) window.quoth.say(`${document.name} can be asked now.`);
    }
    show();
    look(AGAIN);
  }

  /* Looks again, as long as something is being read. */
  function look(later) {
    if (polling || known.every((document) => document.settled)) return;
    polling = true;
    setTimeout(async () => {
      polling = false;
      if (!(await call("GET"))) look(MUCH_LATER);
    }, later);
  }

  function complain(why) {
    const line = one(".tray-failure");
    line.textContent = why;
    line.hidden = !why;
  }

  /* Sending -------------------------------------------------------------------------------- */

  function unfit(file) {
    if (!file.size) return "This file is empty.";
    if (file.size > rules.most) {
      const has = (file.size / MEGABYTE).toFixed(1);
      return `This file has ${has} MB, and at most ${rules.most / MEGABYTE} MB are taken. Split it.`;
    }
    return "";
  }

  function add(files) {
    complain("");
    refused = [];
    for (const file of files) {
      const why = unfit(file);
      if (why) refused.push({ name: file.name, why });
      else outbox.push({ file, sent: 0 });
    }
    open = true;
    show();
    if (!request) send();
  }

  // Half a character has no encoding.
  const whole = (name) => name.replace(/\p{Surrogate}/gu, "\ufffd");

  function send() {
    const next = outbox[0];
    if (!next || !admitted) return;
    request = new XMLHttpRequest();
    request.open("POST", ADDRESS);
    request.setRequestHeader("quoth-visit", window.quoth.visit());
    request.setRequestHeader("quoth-name", encodeURIComponent(whole(next.file.name)));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      next.sent = event.loaded;
      show();
    };
    request.onload = () => {
      const told = request.response;
      if (request.status === 200 && told) arrived(() => learn(told));
      else arrived(() => refuse(next.file.name, told?.error ?? FAILED));
    };
    request.onerror = () => arrived(() => refuse(next.file.name, FAILED));
    request.onabort = () => arrived(show);
    request.send(next.file);
  }

  function arrived(tell) {
    outbox.shift();
    request = null;
    tell();
    send();
  }

  function refuse(name, why) {
    refused.push({ name, why });
    window.quoth.say(`${name}: ${why}`);
    show();
  }

  /* Removing ------------------------------------------------------------------------------- */

  async function remove(key) {
    const gone = known.filter((document) => !key || document.key === key);
    const ids = new Set(gone.flatMap((document) => document.articles.map((one) => one.id)));
    complain("");
    await call("DELETE", key ? `/${key}` : "");
    const article = document.querySelector("#panel .source")?.dataset.article;
    if (ids.has(article)) openPlace(null);
    (one("[data-remove]") ?? one("[data-add]")).focus();
  }

  function clear() {
    outbox = request ? outbox.slice(0, 1) : []; // the one on its way leaves by itself
    request?.abort();
    refused = [];
    remove("");
  }

  /* The list ------------------------------------------------------------------------------- */

  const counted = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

  function progress(share) {
    const bar = make("progress", "");
    bar.max = 1;
    if (share !== null) bar.value = share;
    return bar;
  }

  function opening(article, text) {
    const button = make("button", "name", text);
    button.type = "button";
    Object.assign(button.dataset, { open: "", article: article.id, start: 0, end: 0, sha: "" });
    return button;
  }

  function row(name, line, ...more) {
    const item = make("li", "");
    const words = make("div", "words");
    words.dir = "auto";
    words.append(name, line, ...more);
    item.append(words);
    return item;
  }

  function dismissal(key, name) {
    const button = make("button", "remove", "×");
    button.type = "button";
    button.dataset.remove = key;
    button.setAttribute("aria-label", `Remove ${name}`);
    button.title = "Remove";
    return button;
  }

  function described(document) {
    const { state, passages, count, said } = document;
    if (state === "failed") return said;
    if (state === "arriving" || state === "waiting") return "Waiting to be read";
    if (state === "reading") return passages ? `Reading: ${counted(passages, "passage")}` : "Reading";
    const articles = count > 1 ? `${counted(count, "article")}, ` : "";
    return `${articles}${counted(passages, "passage")}${said ? `. ${said}` : ""}`;
  }

  function documentRow(document) {
    const { name, state, articles, key } = document;
    const failed = state === "failed";
    const single = articles.length === 1 ? articles[0] : null;
    const line = make("span", failed ? "said failed" : "said", described(document));
    const titles = articles.length > 1 ? articles.map((article) => opening(article, article.title)) : [];
    const item = row(single ? opening(single, name) : make("span", "name", name), line, ...titles);
    if (single && single.title !== name) line.prepend(`${single.title} · `);
    if (!document.settled) item.append(progress(null));
    item.append(dismissal(key, name));
    return item;
  }

  function show() {
    const rows = known.map(documentRow);
    for (const [place, { file, sent }] of outbox.entries()) {
      const said = place ? "Waiting to be sent" : "Sending";
      const item = row(make("span", "name", file.name), make("span", "said", said));
      item.append(progress(sent / file.size));
      rows.push(item);
    }
    for (const [place, { name, why }] of refused.entries()) {
      const item = row(make("span", "name", name), make("span", "said failed", why));
      item.append(dismissal(`refused ${place}`, name));
      rows.push(item);
    }
    // The rows are made anew; the focus stays where it was.
    const held = [...element.querySelectorAll("li button")].indexOf(document.activeElement);
    one("ul").replaceChildren(...rows);
    element.querySelectorAll("li button")[held]?.focus();
    one(".tray-list").hidden = !open || !rows.length;
    one("[data-clear]").hidden = !known.length;
    const toggle = one("[data-toggle]");
    toggle.hidden = !rows.length;
    toggle.textContent = open ? "Hide the list" : counted(rows.length, "document");
    toggle.setAttribute("aria-expanded", String(open));
    one(".tray-hint").hidden = rows.length > 0;
    one("[data-note]").textContent = rules.private
      ? `Only this tab can ask and open them. They are deleted after ${rules.minutes} minutes without use.`
      : "Everybody who uses this page can ask and open them.";
    showScope();
  }

  function showScope() {
    one(".scope").hidden = !rules.private || !ready().length;
    for (const choice of element.querySelectorAll(".scope input")) {
      choice.checked = choice.value === scope();
    }
    const box = document.querySelector("#question textarea");
    const asked = { mine: "Ask your documents…", all: "Ask your documents and the articles…" };
    if (box) box.placeholder = asked[scope()] ?? "Ask the articles…";
  }

  /* Dropping ------------------------------------------------------------------------------- */

  function dropped(event) {
    const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const folder = items.some((entry) => entry?.isDirectory);
    add([...event.dataTransfer.files].filter((_, place) => !items[place]?.isDirectory));
    if (folder) complain("A folder cannot be dropped here. Open it, and drop the files in it.");
  }

  function acceptDrops() {
    const sign = one(".drop");
    const brings = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!brings(event)) return;
      event.preventDefault(); // else the browser leaves the page and opens the file
      sign.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) sign.hidden = true;
    });
    addEventListener("drop", (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      sign.hidden = true;
      dropped(event);
    });
  }

  /* ---------------------------------------------------------------------------------------- */

  function clicked(button) {
    const { remove: key } = button.dataset;
    if ("add" in button.dataset) one("input[type=file]").click();
    if ("toggle" in button.dataset) {
      open = !open;
      show();
    }
    if ("clear" in button.dataset) clear();
    if ("open" in button.dataset) openPlace(button);
    if (key?.startsWith("refused ")) {
      refused.splice(Number(key.slice(8)), 1);
      show();
    } else if (key) remove(key);
  }

  async function start(component, triggerPlace) {
    element = component;
    const tray = one(".tray");
    if (!tray) return; // nobody may add documents
    const { minutes, most } = tray.dataset;
    rules = { private: "private" in tray.dataset, minutes: Number(minutes), most: Number(most) };
    openPlace = (button) => window.quoth.openPlace(button, triggerPlace);
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) clicked(button);
    });
    one("input[type=file]").addEventListener("change", (event) => {
      add([...event.target.files]);
      event.target.value = ""; // so that the same file can be chosen again
    });
    one(".scope").addEventListener("change", (event) => {
      sessionStorage.setItem(SCOPE, event.target.value);
      showScope();
    });
    acceptDrops();
    show();
    tray.dataset.ready = ""; // from here on its buttons do something
    if (sessionStorage.getItem(HELD) === null) return;
    await call("GET");
    if (!known.length) complain(GONE);
  }

  /* Makes room for an answer. */
  function fold() {
    open = false;
    if (element && one(".tray")) show();
  }

  function admit() {
    admitted = true;
    if (!request) send();
  }

  return { start, asker, admit, fold };
})();
