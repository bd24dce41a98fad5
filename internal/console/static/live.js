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
		const focus = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
		const open = [...old.querySelectorAll("details[open]")].map((d) => [...old.querySelectorAll("details")].indexOf(d));
		const next = document.importNode(now, true);
		old.replaceWith(next);
		for (const i of open) next.querySelectorAll("details")[i]?.setAttribute("open", "");
		if (focus) [...next.querySelectorAll("a")].find((a) => a.getAttribute("href") === focus)?.focus();
	}
	if (document.title !== fresh.title) document.title = fresh.title;
	document.dispatchEvent(new Event("parley:placed"));
}

// busy: nobody's choice in a list is taken away under his hand.
const busy = (region) => region.contains(document.activeElement) && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);

let stream = { close() {} };
let heard = Date.now();

const here = () => {
	heard = Date.now();
	if (lost.hidden) return;
	lost.hidden = true;
	refresh().then(() => document.dispatchEvent(new Event("parley:back")));
};

function listen() {
	stream = new EventSource("/live");
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
