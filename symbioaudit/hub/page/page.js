"use strict";
// Everything that comes from the hub is put in as text, never as markup.
const TABS = ["queue", "quarantine", "regions", "matches"];
let lang = localStorage.getItem("lang") || (navigator.language.startsWith("ru") ? "ru" : "en");
let token = sessionStorage.getItem("token") || "";
let current = "queue";

const say = (key) => WORDS[lang][key] ?? key;
const byId = (id) => document.getElementById(id);
const number = (value) => (value === null || value === undefined ? "—" : new Intl.NumberFormat(lang, { maximumSignificantDigits: 4 }).format(value));
const moment = (text) => new Intl.DateTimeFormat(lang, { dateStyle: "short", timeStyle: "medium" }).format(new Date(text));

function make(name, attributes = {}, ...children) {
  const svg = ["svg", "circle", "text", "rect", "title", "line"].includes(name);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

async function ask(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...(options.body ? { "Content-Type": "application/json" } : {}) };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Error("no_answer");
  }
  if (answer.status === 401) throw new Error("wrong_token");
  if (answer.status === 403) throw new Error("not_operator");
  if (!answer.ok) throw new Error("no_answer");
  return answer.json();
}

function tell(key, bad = false) {
  byId("message").textContent = key ? say(key) : "";
  byId("message").className = bad ? "bad" : "";
}

function table(heads, rows) {
  const cell = (name, value) => (value.number ? make(name, { class: "number" }, value.text) : make(name, {}, value));
  return make("table", {},
    make("thead", {}, make("tr", {}, ...heads.map((head) => cell("th", head)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((value) => cell("td", value))))));
}
const right = (text) => ({ number: true, text: String(text) });
const titled = (side) => side.name ?? (side.title ? side.title[lang] : null) ?? say("hidden");

const SHOW = {
  async queue(place) {
    const rows = await ask("/queue");
    if (!rows.length) return place.append(make("p", {}, say("empty_queue")));
    place.append(table([say("finished"), say("sender"), say("upload")], rows.map((row) => [moment(row.finished_at), row.sender, row.upload])));
  },

  async quarantine(place) {
    const rows = await ask("/quarantine");
    if (!rows.length) return place.append(make("p", {}, say("empty_quarantine")));
    for (const row of rows) place.append(caseOf(row));
  },

  async regions(place) {
    const rows = await ask("/regions");
    if (!rows.length) return place.append(make("p", {}, say("empty_regions")));
    const list = make("div", { id: "list" });
    const open = (region) => resources(list, region);
    place.append(make("h2", {}, say("map")), mapOf(rows, open));
    const name = (row) => make("button", { type: "button", onclick: () => open(row.region) }, `${row.region} ${row.name[lang] ?? ""}`);
    place.append(table([say("region"), right(say("enterprises")), right(say("haves")), right(say("wants"))],
      rows.map((row) => [name(row), right(number(row.enterprises)), right(number(row.haves)), right(number(row.wants))])), list);
  },

  async matches(place, after = null) {
    const page = await ask("/matches/all?limit=50" + (after ? `&after=${encodeURIComponent(after)}` : ""));
    if (!page.items.length && !after) return place.append(make("p", {}, say("empty_matches")));
    place.append(table([right(say("score")), say("have"), say("want"), right(say("distance"))], page.items.map((row) => [
      right(number(row.score)), `${titled(row.have)} (${row.have.region}, ${row.have.plant ?? say("hidden")})`,
      `${titled(row.want)} (${row.want.region}, ${row.want.plant ?? say("hidden")})`, right(number(row.distance_up_to_km))])));
    if (page.next) {
      const more = make("button", { type: "button", onclick: () => { more.remove(); SHOW.matches(place, page.next); } }, say("more"));
      place.append(more);
    }
  },
};

function caseOf(row) {
  const how = make("input", { required: "", maxlength: "2000", "aria-label": say("how"), placeholder: say("how") });
  const settle = async (again) => {
    if (!how.reportValidity()) return;
    try {
      await ask(`/quarantine/${row.content}`, { method: "POST", body: JSON.stringify({ how: how.value, again }) });
      await show("quarantine");
      tell("done");
    } catch (fault) {
      tell(fault.message, true);
    }
  };
  const reason = (p) => make("li", {}, make("span", { class: "code" }, p.code), ` ${[p.entity, p.field].filter(Boolean).join(" · ")}: `, p.text[lang]);
  return make("article", { class: "case" },
    make("p", {}, `${moment(row.received_at)} · ${number(row.size)} ${say("bytes")}`, make("br"),
      make("span", { class: "faint" }, `${say("sender")} ${row.sender}${row.audit ? ` · ${say("audit")} ${row.audit}` : ""}`)),
    make("ul", {}, ...row.problems.map(reason)),
    make("form", { onsubmit: (event) => { event.preventDefault(); settle(false); } }, how,
      make("button", { type: "submit", class: "settle" }, say("settle")),
      make("button", { type: "button", onclick: () => settle(true) }, say("again"))));
}

// Plate carrée over Russia: 19–180° E, 41–82° N; beyond 180° the east goes on.
function mapOf(rows, open) {
  const east = (lon) => ((lon < 0 ? lon + 360 : lon) - 18) * 5;
  const north = (lat) => (82 - lat) * 10;
  const svg = make("svg", { viewBox: "0 0 870 420", role: "group", "aria-label": say("map") });
  for (let lon = 30; lon <= 180; lon += 30) svg.append(make("line", { class: "frame", x1: east(lon), x2: east(lon), y1: 0, y2: 420 }));
  for (let lat = 50; lat <= 80; lat += 10) svg.append(make("line", { class: "frame", x1: 0, x2: 870, y1: north(lat), y2: north(lat) }));
  for (const row of rows) {
    if (row.lat === null || row.lon === null) continue;
    const label = `${row.name[lang] ?? row.region}: ${say("haves")} ${row.haves}, ${say("wants")} ${row.wants}`;
    const act = () => open(row.region);
    svg.append(make("circle", { class: "region", cx: east(row.lon), cy: north(row.lat), r: 4 + 3 * Math.log10(1 + row.haves + row.wants),
      tabindex: "0", role: "button", "aria-label": label, "data-region": row.region, onclick: act,
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } } }, make("title", {}, label)),
      make("text", { x: east(row.lon) + 8, y: north(row.lat) + 4 }, row.region));
  }
  return svg;
}

async function resources(place, region, after = null) {
  try {
    const page = await ask(`/resources?region=${region}&limit=100` + (after ? `&after=${encodeURIComponent(after)}` : ""));
    if (!after) place.replaceChildren(make("h2", {}, `${say("list")} ${region}`));
    place.append(table([say("side"), say("what"), say("class_"), say("plant"), right(say("amount"))], page.items.map((row) => [
      say(row.side), row.name ?? say("hidden"), row.title ? row.title[lang] : "—", row.plant ?? say("hidden"),
      right(`${number(row.quantity)} ${row.unit ?? ""}`)])));
    if (page.next) {
      const more = make("button", { type: "button", onclick: () => { more.remove(); resources(place, region, page.next); } }, say("more"));
      place.append(more);
    }
  } catch (fault) {
    tell(fault.message, true);
  }
}

async function show(tab) {
  current = tab;
  tell("");
  for (const name of TABS) byId(name).hidden = name !== tab;
  for (const button of document.querySelectorAll("[data-tab]")) {
    if (button.dataset.tab === tab) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  const place = byId(tab);
  place.replaceChildren();
  try {
    await SHOW[tab](place);
  } catch (fault) {
    tell(fault.message, true);
    if (["wrong_token", "not_operator"].includes(fault.message)) leave();
  }
}

function leave() {
  token = "";
  sessionStorage.removeItem("token");
  inside(false);
}

function inside(yes) {
  byId("login").hidden = yes;
  byId("tabs").hidden = !yes;
  byId("leave").hidden = !yes;
  if (!yes) for (const name of TABS) byId(name).hidden = true;
}

function speak() {
  document.documentElement.lang = lang;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  byId("language").textContent = say("other");
  document.title = say("title");
}

async function enter(given) {
  token = given;
  inside(true);
  await show(current);
  if (token) sessionStorage.setItem("token", token);
}

byId("login").addEventListener("submit", (event) => { event.preventDefault(); enter(byId("token").value.trim()); byId("token").value = ""; });
byId("leave").addEventListener("click", () => { tell(""); leave(); });
byId("language").addEventListener("click", () => {
  lang = lang === "ru" ? "en" : "ru";
  localStorage.setItem("lang", lang);
  speak();
  if (token) show(current);
});
document.querySelectorAll("[data-tab]").forEach((button) => button.addEventListener("click", () => show(button.dataset.tab)));
speak();
if (token) enter(token);
