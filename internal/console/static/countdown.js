// Countdown: in the last day before a deadline, the seconds run. It goes by the node's clock, not by that of this machine;
// when the time is over the page is fetched again, and says what that means.

import { refresh } from "./live.js";

const day = 86400000;
let ahead = 0; // this machine's clock less the node's
const told = new Set(); // deadlines that passed while the page stood open

function setClock() {
	const at = Date.parse(document.querySelector("#clock time")?.dateTime ?? "");
	if (!isNaN(at)) ahead = Date.now() - at;
}

const two = (n) => String(n).padStart(2, "0");

function tick() {
	for (const c of document.querySelectorAll("[data-until]")) {
		const left = Date.parse(c.dataset.until) - (Date.now() - ahead);
		if (isNaN(left) || left > day) continue;
		if (left <= 0) {
			c.textContent = c.dataset.words.replace("{0}", "00:00:00");
			if (!told.has(c.dataset.until)) { told.add(c.dataset.until); setTimeout(refresh, 1500); }
			continue;
		}
		const s = Math.ceil(left / 1000);
		c.textContent = c.dataset.words.replace("{0}", two(Math.floor(s / 3600)) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60));
	}
}

setClock();
tick();
document.addEventListener("parley:placed", () => { setClock(); tick(); });
if (document.getElementById("standing") || document.querySelector("[data-until]")) setInterval(tick, 1000);
