// Live: a screen listens for "something changed", fetches its own page again and puts the regions that differ in place.
// What it shows is always a page that a request without scripts would show as well.

const lost = document.getElementById("link-lost");
const out = document.getElementById("signed-out");

let fetching = false, again = false;

// refresh puts the regions of the page, as it is now, in place of those that differ.
export async function refresh() {
	if (fetching) { again = true; return; }
	fetching = true;
	try {
		const answer = await fetch(location.href, { headers: { "Accept": "text/html" }, cache: "no-store" });
		if (answer.status === 401) { out.hidden = false; lost.hidden = true; stream.close(); return; }
		if (!answer.ok) return;
		if (!out.hidden) { out.hidden = true; listen(); } // signed in again, in another window
		place(new DOMParser().parseFromString(await answer.text(), "text/html"));
	} catch {
		lost.hidden = false;
	} finally {
		fetching = false;
		if (again) { again = false; refresh(); }
	}
}

function place(fresh) {
	for (const old of document.querySelectorAll("[data-live]")) {
		const now = fresh.getElementById(old.id);
		if (!now || now.isEqualNode(old) || busy(old)) continue;
		const at = spot(old);
		const open = [...old.querySelectorAll("details[open]")].map((d) => [...old.querySelectorAll("details")].indexOf(d));
		const next = document.importNode(now, true);
		old.replaceWith(next);
		for (const i of open) next.querySelectorAll("details")[i]?.setAttribute("open", "");
		if (at) land(next, at);
	}
	document.body.dataset.change = fresh.body.dataset.change;
	if (document.title !== fresh.title) document.title = fresh.title;
	document.dispatchEvent(new Event("parley:placed"));
}

// busy: nobody's choice in a list is taken away under his hand, and nothing that was typed, wherever the hand is now.
function busy(region) {
	if (region.contains(document.activeElement) && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return true;
	return [...region.querySelectorAll("input, textarea")].some((f) => f.type !== "hidden" && (f.value !== f.defaultValue || f.checked !== f.defaultChecked)) ||
		[...region.querySelectorAll("select")].some((s) => [...s.options].some((o) => o.defaultSelected && !o.selected));
}

// What can hold the focus is known again by where it leads or what it is called, and by its place among those.
const stops = "a[href], button, summary, [tabindex]";
const called = (e) => e.id || e.getAttribute("href") || e.name + e.value + e.closest("form")?.getAttribute("action") + e.textContent;

function spot(region) {
	const e = document.activeElement;
	if (e === document.body || !region.contains(e)) return null;
	const same = [...region.querySelectorAll(stops)].filter((x) => called(x) === called(e));
	return { name: called(e), place: same.indexOf(e) };
}

// land puts the focus where it was; where that is gone, on the region, so that the next key goes on from there.
function land(region, at) {
	const same = [...region.querySelectorAll(stops)].filter((x) => called(x) === at.name);
	const e = same[at.place] ?? same[0];
	if (e) { e.focus({ preventScroll: true }); return; }
	region.tabIndex = -1;
	region.focus({ preventScroll: true });
}

let stream = { close() {} };
let heard = Date.now();

const here = () => {
	heard = Date.now();
	if (lost.hidden) return;
	lost.hidden = true;
	refresh().then(() => document.dispatchEvent(new Event("parley:back")));
};

function listen() {
	stream = new EventSource("/live?seen=" + document.body.dataset.change);
	stream.addEventListener("open", here);
	stream.addEventListener("beat", here);
	stream.addEventListener("change", () => { here(); refresh(); });
	stream.addEventListener("error", () => {
		const since = heard;
		setTimeout(() => { if (heard === since && out.hidden) lost.hidden = false; }, 2000);
		if (stream.readyState !== EventSource.CLOSED) return;
		refresh(); // 401: signed out; else it is tried again
		setTimeout(() => { if (out.hidden) listen(); }, 3000);
	});
}

if (lost) {
	listen();
	setInterval(() => { if (out.hidden && Date.now() - heard > 25000) lost.hidden = false; }, 1000);
	setInterval(refresh, 30000); // "3 h 12 min" goes on by itself
	document.addEventListener("visibilitychange", () => { if (!out.hidden && !document.hidden) refresh(); });
	addEventListener("pageshow", (e) => { if (e.persisted) refresh(); });
}
