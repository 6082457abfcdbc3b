// What a page can do: the types of what is pointed at, a search over all pages, and the place in the menu. No network.

const root = document.querySelector("script[data-root]").dataset.root;

// Types of names in code: one tip at a time, beside the name.
let open = null;

function close() {
  if (open) open.hidePopover();
  open = null;
}

function show(name) {
  const tip = document.getElementById(name.dataset.fsdocsTip);
  if (!tip) return;
  close();
  tip.showPopover();
  const place = name.getBoundingClientRect();
  const below = place.bottom + 4 + tip.offsetHeight < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - 4 - tip.offsetHeight)}px`;
  open = tip;
}

for (const name of document.querySelectorAll("[data-fsdocs-tip]")) {
  name.addEventListener("mouseenter", () => show(name));
  name.addEventListener("mouseleave", close);
}

// Code that was not coloured when the page was made.
const words = {
  csharp: "using|var|new|static|return|try|catch|foreach|in|if|else|namespace|public|class|record|with|double|int|string|bool|null|true|false|is|out|async|await",
  fsharp: "open|let|fun|match|with|if|then|else|for|in|do|module|namespace|type|member|true|false|try|yield|rec|and|new|when|of",
  json: "true|false|null",
  sh: "$^",
};

for (const block of document.querySelectorAll("pre[data-language]")) {
  const code = block.querySelector("code");
  const keyword = words[block.dataset.language];
  if (!keyword) continue;
  const comment = block.dataset.language === "sh" ? "#.*" : "//.*";
  const parts = new RegExp(`(${comment})|(\\$?"(?:[^"\\\\]|\\\\.)*")|\\b(${keyword})\\b|\\b(\\d[\\d.]*(?:e-?\\d+)?)\\b`, "g");
  const text = code.textContent;
  const kinds = [null, "c", "s", "k", "n"];
  let at = 0;
  code.textContent = "";
  for (const match of text.matchAll(parts)) {
    const kind = kinds[match.findIndex((part, index) => index > 0 && part !== undefined)];
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = match[0];
    code.append(text.slice(at, match.index), span);
    at = match.index + match[0].length;
  }
  code.append(text.slice(at));
}

// The same page as a notebook.
const notebook = document.querySelector("main").dataset.notebook;

if (notebook) {
  const link = document.createElement("a");
  link.href = notebook;
  link.download = "";
  link.textContent = "This page as a notebook";
  const line = document.createElement("p");
  line.className = "notebook";
  line.append(link);
  document.querySelector("main h1").after(line);
}

// The page in the menu.
for (const link of document.querySelectorAll("nav a")) {
  if (link.href === location.href.split("#")[0]) link.closest("li").classList.add("active");
}

// Every word of what is typed, in titles before texts.
const field = document.getElementById("search");
const found = document.getElementById("found");

// A script of its own, so that it is read when it is wanted, and from files too.
const pages = () => new Promise((given, failed) => {
  if (window.ganflowPages) return given(window.ganflowPages);
  const script = document.createElement("script");
  script.src = `${root}content/pages.js`;
  script.onload = () => given(window.ganflowPages);
  script.onerror = failed;
  document.head.append(script);
});

async function find() {
  const words = field.value.toLowerCase().split(/\s+/).filter(word => word !== "");
  found.hidden = words.length === 0;
  if (words.length === 0) return;
  const all = await pages();
  const inAll = text => words.every(word => text.includes(word));
  const named = all.filter(page => inAll(page.title.toLowerCase()));
  const telling = all.filter(page => !named.includes(page) && inAll(page.text));
  const items = [...named, ...telling].slice(0, 30).map(page => {
    const link = document.createElement("a");
    link.href = root + page.address;
    link.textContent = page.title;
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  const nothing = document.createElement("li");
  nothing.className = "nothing";
  nothing.textContent = "Nothing found.";
  found.replaceChildren(...(items.length > 0 ? items : [nothing]));
}

field.addEventListener("input", find);
document.addEventListener("keydown", event => {
  if (event.key === "Escape") { close(); found.hidden = true; }
  if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
});
