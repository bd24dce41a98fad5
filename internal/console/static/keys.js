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

// pressed is the key by its Latin letter, also where the keyboard writes other ones.
const pressed = (e) => /^Key[A-Z]$/.test(e.code) && !/^[\x00-\x7f]$/.test(e.key) ? e.code.slice(3).toLowerCase() : e.key.length === 1 ? e.key.toLowerCase() : e.key;

// Whom single keys disturb, as those who speak to their machine, can switch them off.
const single = document.getElementById("help-single");
if (single) {
	single.checked = localStorage.getItem("parley-keys") !== "off";
	single.addEventListener("change", () => localStorage.setItem("parley-keys", single.checked ? "on" : "off"));
}

addEventListener("keydown", (e) => {
	const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
	const act = acts[pressed(e)];
	if (typing || e.ctrlKey || e.altKey || e.metaKey || help?.open || !act || single && !single.checked) return;
	e.preventDefault();
	act();
});

const open = document.getElementById("help-open");
if (open && help) { open.hidden = false; open.addEventListener("click", () => help.showModal()); }

for (const form of document.querySelectorAll("form.display")) {
	form.querySelector("button").hidden = true;
	for (const s of form.querySelectorAll("select")) s.addEventListener("change", () => form.submit());
}
