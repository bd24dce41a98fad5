// Slider: a slider of time, of the map and of the calendar. What it shows follows at once; the page and its address follow when it
// rests.

import { refresh } from "./live.js";

// group is a time as a date-time group.
export function group(ms) {
	const d = new Date(ms), two = (n) => String(n).padStart(2, "0");
	return two(d.getUTCDate()) + two(d.getUTCHours()) + two(d.getUTCMinutes()) + "Z " + "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ")[d.getUTCMonth()] + " " + two(d.getUTCFullYear() % 100);
}

// slide has show called with each instant that the slider, or the link to all of its time, comes to (null: all), and returns the one
// that the page began with.
export function slide(slider, all, show) {
	let resting = 0;
	const move = (at) => {
		show(at);
		clearTimeout(resting);
		resting = setTimeout(() => {
			const to = new URL(location.href);
			if (at === null) to.searchParams.delete("at"); else to.searchParams.set("at", new Date(at).toISOString());
			if (to.pathname === "/map") to.searchParams.delete("from");
			history.replaceState(null, "", to);
			refresh();
		}, 400);
	};
	slider.addEventListener("input", () => move(Number(slider.value)));
	all?.addEventListener("click", (e) => { e.preventDefault(); slider.value = slider.min; move(null); });
	if (!slider.dataset.at) return null;
	slider.value = Date.parse(slider.dataset.at);
	return Date.parse(slider.dataset.at);
}

// tell says what the slider shows, beside it and to those who do not see it.
export function tell(slider, said, at, count, more) {
	const text = (at === null ? slider.dataset.all : group(at)) + ". " + slider.dataset.count.replace("{0}", count) + "." + (more ? " " + more : "");
	said.textContent = text;
	slider.setAttribute("aria-valuetext", text);
}
