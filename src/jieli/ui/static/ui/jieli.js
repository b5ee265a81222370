// The page's own behaviour. Everything works without it, only less comfortably. No texts here: they stand in the HTML.
"use strict";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const isPhone = () => matchMedia("(max-width: 639px)").matches;
// The sheet: opened by whatever is loaded into #sheet, closed by Esc, the button or the phone's way back.
const sheet = {
  opener: null, way: [], inHistory: false,
  get frame() { return one("#sheet-frame"); },
  get isOpen() { return this.frame && !this.frame.hidden; },
  open(opener) {
    if (!this.frame) return;
    if (!this.isOpen) {
      this.opener = opener;
      this.way = [];
      if (isPhone()) { history.pushState({ sheet: true }, ""); this.inHistory = true; }
    }
    this.frame.hidden = false;
    this.frame.classList.add("loading");
    this.frame.setAttribute("aria-modal", String(isPhone()));
    this.setRestInert(isPhone());
  },
  filled(path) {
    this.frame.classList.remove("loading");
    if (path && this.way.at(-1) !== path) this.way.push(path);
    one("[data-sheet-back]").hidden = this.way.length < 2;
    one("#sheet").scrollTop = 0;
    one("#sheet").focus();
  },
  back() {
    const [path] = this.way.splice(-2);
    if (path) htmx.ajax("GET", path, { target: "#sheet" });
  },
  close() {
    if (!this.isOpen) return;
    if (this.inHistory) { history.back(); return; }
    this.frame.hidden = true;
    one("#sheet").replaceChildren();
    this.setRestInert(false);
    if (this.opener?.isConnected) this.opener.focus();
  },
  setRestInert(inert) { all("body > .top, body > .page, body > .bottom-nav").forEach((part) => { part.inert = inert; }); },
};
addEventListener("popstate", () => { if (sheet.inHistory) { sheet.inHistory = false; sheet.close(); } });
const isSheet = (event) => event.detail.target?.id === "sheet";
document.addEventListener("htmx:beforeRequest", (event) => { if (isSheet(event)) sheet.open(event.detail.elt); });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isSheet(event) && /<html[\s>]/i.test(event.detail.serverResponse)) {  // a whole page is shown as one
    event.detail.shouldSwap = false;
    location.assign(event.detail.pathInfo.requestPath);
  }
});
document.addEventListener("htmx:afterSwap", (event) => { if (isSheet(event)) sheet.filled(event.detail.pathInfo?.requestPath); });
document.addEventListener("htmx:afterSettle", (event) => prepare(event.detail.target || document));

// Toasts: good news goes by itself, bad news stays until it is dismissed.
const toast = (text, kind) => {
  const box = one("#toasts"), made = one("#toast-template").content.cloneNode(true);
  one(".toast", made).classList.add(kind);
  one("p", made).textContent = text;
  box.append(made);
};
const leave = (box) => setTimeout(() => (box.matches(":hover, :focus-within") ? leave(box) : box.remove()), 10000);
const failed = (event) => {  // what the server answered in words is shown where it was asked for
  if ([403, 404, 422].includes(event.detail.xhr?.status)) return;
  if (isSheet(event)) sheet.close();
  toast(one("#toasts").dataset.failed, "error");
};
["htmx:responseError", "htmx:sendError"].forEach((name) => document.addEventListener(name, failed));

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  if (hit("[data-dismiss]")) hit(".toast").remove();
  if (hit("[data-sheet-close]")) sheet.close();
  if (hit("[data-sheet-back]")) sheet.back();
  if (hit("[data-theme-switch]")) switchTheme();
  if (hit("[data-print]")) print();
  // The very click that opens the sheet comes by here too; it must not close it again.
  if (sheet.isOpen && isPhone() && !hit("#sheet-frame") && !hit("[hx-target='#sheet']")) sheet.close();
  all("details.more[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

const switchTheme = () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
};

// Keys: j and k walk the rows of a table, Enter follows the focused link, / goes to the search field.
const rowLinks = () => all("main table.data tbody tr").map((row) => one("a[href]", row)).filter((link) => link && link.offsetParent);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    all("details.more[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
    sheet.close();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/") {
    const search = all("input[type=search]").find((input) => input.offsetParent);
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
  if (event.key === "j" || event.key === "k") {
    const links = rowLinks(), at = links.findIndex((link) => document.activeElement.closest("tr")?.contains(link));
    const next = links[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
    if (next) { next.focus(); next.closest("tr").scrollIntoView({ block: "nearest" }); }
  }
});

// Choosing rows: how many are ticked, and the bar that acts on them. Boxes of another list in the form stand apart.
const CHOOSABLE = "input[type=checkbox][name]:not([data-bulk-apart])";
const countTicked = (form) => {
  const boxes = all(CHOOSABLE, form), ticked = boxes.filter((box) => box.checked).length;
  all("input[type=checkbox][name]", form).forEach((box) => box.closest("tr")?.setAttribute("aria-selected", box.checked));
  all("[data-bulk-count]", form).forEach((place) => { place.textContent = ticked; });
  all(".bulk-bar", form).forEach((bar) => { bar.hidden = !ticked; });
  all("[data-bulk-all]", form).forEach((box) => { box.checked = ticked > 0 && ticked === boxes.length; box.indeterminate = ticked > 0 && ticked < boxes.length; });
};
document.addEventListener("change", (event) => {
  const changed = event.target, form = changed.closest("form[data-bulk]");
  if (form && changed.matches("[data-bulk-all]")) all(CHOOSABLE, form).forEach((box) => { box.checked = changed.checked; });
  if (form) countTicked(form);
  if (changed.matches("[data-submit]")) changed.form.requestSubmit();
});

// A second click on a slow form does not send it twice.
document.addEventListener("submit", (event) => {
  const now = Date.now(), form = event.target;
  if (form.method === "post" && now - Number(form.dataset.sentAt || 0) < 3000) event.preventDefault();
  else form.dataset.sentAt = now;
});

// A table wider than its place scrolls in it, by keyboard too.
const fitTables = (root) => all(".table-wrap", root).forEach((wrap) => {
  wrap.classList.remove("scrolls");
  const table = one("table", wrap), scrolls = table && table.offsetWidth > wrap.clientWidth + 1;
  wrap.classList.toggle("scrolls", Boolean(scrolls));
  wrap.tabIndex = scrolls ? 0 : -1;
});
const prepare = (root) => {
  fitTables(root);
  all("form[data-bulk]", root).forEach(countTicked);
  all("[data-theme-switch]", root).forEach((button) => { button.hidden = false; });
};
document.addEventListener("toggle", (event) => { if (event.target.open) fitTables(event.target); }, true);
addEventListener("resize", () => fitTables(document));
prepare(document);
all(".toast:not(.error, .warning)").forEach(leave);
one("[data-focus]:not(.pane *)")?.focus();
