// Calendar: while the slider moves, the table shows those of its rows that stand at its instant, and the weeks the day of it.

import { slide, tell } from "./slider.js";

const slider = document.getElementById("calendar-at");
const day = 24 * 3600 * 1000;

let at = null;

function show(instant) {
	at = instant;
	let count = 0;
	for (const row of document.querySelectorAll("#calendar-stands tr[data-from]")) {
		row.hidden = at !== null && (Number(row.dataset.from) > at || Number(row.dataset.until) < at);
		if (!row.hidden) count++;
	}
	for (const cell of document.querySelectorAll("#calendar td")) {
		const begin = Number(cell.dataset.begin);
		cell.classList.toggle("calendar-at", at !== null && at >= begin && at < begin + day);
	}
	tell(slider, document.getElementById("calendar-said"), at, count + Number(document.getElementById("calendar-stands").dataset.further));
}

if (slider) {
	document.getElementById("calendar-time").hidden = false;
	show(slide(slider, document.getElementById("calendar-all"), show));
	document.addEventListener("parley:placed", () => show(at));
}
