// Live: a screen listens for "something changed", fetches its own page again and puts the regions that differ in place.
// What it shows is always a page that a request without scripts would show as well.

const lost = document.getElementById("link-lost");
const out = document.getElementById("signed-out");

let newest = 0; // number of the last change that an alarm was placed from

// fresh asks for a page as it is now; null where there is none.
async function fresh(address) {
	const answer = await fetch(address, { headers: { "Accept": "text/html" }, cache: "no-store" });
	if (answer.status === 401) { newest = 0; out.hidden = false; lost.hidden = true; stream.close(); return null; }
	return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

// again returns a function that does its work once more where it was called while the work went on.
function again(work) {
	let going = false, more = false;
	return async function go() {
		if (going) { more = true; return; }
		going = true;
		try { await work(); } catch { lost.hidden = false; } finally {
			going = false;
			if (more) { more = false; go(); }
		}
	};
}

// around renews what stands around every page, with the alarm: it waits for no page that takes long to make.
const around = again(async () => {
	const page = await fresh("/alarm");
	if (!page) return;
	if (!out.hidden) { out.hidden = true; listen(); } // signed in again, in another window
	place(page);
});

// whole puts the regions of the page, as it is now, in place of those that differ. A page that answers what was handed in is not asked
// for again under its own address: it names the one whose regions it has, or none.
const whole = again(async () => {
	const address = document.body.dataset.again ?? location.href;
	const page = address ? await fresh(address) : null;
	if (!page) return;
	place(page);
	document.body.dataset.change = page.body.dataset.change;
});

export async function refresh() {
	if (!lost) return; // a page outside of the console's frame has nothing to renew: where one signs in, and where one is told why not
	await around();
	whole();
}

// entitle puts what a page says of the alarm before this page's own title, or takes it away.
function entitle(page) {
	const its = page.querySelector("title").textContent;
	const title = its.slice(0, its.length - page.body.dataset.title.length) + document.body.dataset.title;
	if (document.title !== title) document.title = title;
}

function place(fresh) {
	const change = Number(fresh.body.dataset.change);
	if (change >= newest) entitle(fresh); // first: an alarm that is placed tells it to the system
	for (const old of document.querySelectorAll("[data-live]")) {
		if (old.id === "alarm" && change < newest) continue; // it was made before one that came since
		const now = fresh.getElementById(old.id);
		if (!now || now.isEqualNode(old) || busy(old)) continue;
		const at = spot(old);
		const open = [...old.querySelectorAll("details[open]")].map((d) => [...old.querySelectorAll("details")].indexOf(d));
		const next = document.importNode(now, true);
		old.replaceWith(next);
		for (const i of open) next.querySelectorAll("details")[i]?.setAttribute("open", "");
		if (at) land(next, at);
	}
	if (change > newest) newest = change;
	document.dispatchEvent(new Event("parley:placed"));
}

// What is under a finger or a button of the mouse that is down stays where it is: a click on what was put in place anew between
// down and up is no click. When it is up, and what it did is done, the page is looked at again.
let pressed = null;
addEventListener("pointerdown", (e) => { pressed = e.target; }, true);
for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => { if (pressed) setTimeout(() => { pressed = null; refresh(); }, 100); }, true);

// busy: nobody's choice in a list is taken away under his hand, and nothing that was typed, wherever the hand is now.
function busy(region) {
	if (region.contains(pressed)) return true;
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
	// A browser may keep a page aside that was left. Its stream would hold one of the six connections that a browser has for a host.
	addEventListener("pagehide", () => stream.close());
	addEventListener("pageshow", (e) => { if (e.persisted) { heard = Date.now(); listen(); refresh(); } });
}
