// Keys: every page, the alarm, a new message and the search are one key away; ? shows them. The lists of language and of
// theme need no button where scripts run.

const help = document.getElementById("help");
const links = [...document.querySelectorAll("nav a")];

const acts = {
	a: () => document.querySelector(".button-alarm")?.click(),
	n: () => { location.href = "/compose"; },
	"/": () => document.getElementById("search")?.focus(),
	"?": () => help?.showModal(),
};
links.slice(0, 9).forEach((a, i) => { acts[String(i + 1)] = () => a.click(); });

addEventListener("keydown", (e) => {
	const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
	if (typing || e.ctrlKey || e.altKey || e.metaKey || help?.open || !acts[e.key]) return;
	e.preventDefault();
	acts[e.key]();
});

const open = document.getElementById("help-open");
if (open && help) { open.hidden = false; open.addEventListener("click", () => help.showModal()); }

for (const form of document.querySelectorAll("form.display")) {
	form.querySelector("button").hidden = true;
	for (const s of form.querySelectorAll("select")) s.addEventListener("change", () => form.submit());
}
