// Form: the list of forms needs no button where scripts run; and beside a time that is typed, how it is understood: as a date-time group, and in the time of this machine.

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function understood(text) {
	const s = text.trim().toUpperCase();
	let m = /^(\d{4})-(\d{2})-(\d{2})[T ]+(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z?$/.exec(s);
	if (m) return exact(+m[1], +m[2] - 1, +m[3], +m[4], +m[5], +(m[6] ?? 0), +(m[7] ?? 0));
	m = /^(\d{2})(\d{2})(\d{2})Z([A-Z]{3})(\d{2})$/.exec(s.replace(/\s+/g, ""));
	return m && months.includes(m[4]) ? exact(2000 + +m[5], months.indexOf(m[4]), +m[1], +m[2], +m[3], 0, 0) : null;
}

// exact is a time whose parts are those of a calendar: no 31 February, no hour 24.
function exact(y, mo, d, h, mi, s, ms) {
	const t = new Date(Date.UTC(y, mo, d, h, mi, s, ms));
	return t.getUTCMonth() === mo && t.getUTCDate() === d && t.getUTCHours() === h && t.getUTCMinutes() === mi ? t : null;
}

const two = (n) => String(n).padStart(2, "0");
const group = (t) => two(t.getUTCDate()) + two(t.getUTCHours()) + two(t.getUTCMinutes()) + "Z " + months[t.getUTCMonth()] + " " + two(t.getUTCFullYear() % 100);

function read(input) {
	const out = document.getElementById(input.id + "-read");
	const t = understood(input.value);
	if (!out) return;
	const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
	out.textContent = t ? group(t) + " = " + format.format(t) : "";
}

for (const input of document.querySelectorAll("input[data-time]")) {
	read(input);
	input.addEventListener("input", () => read(input));
}

const use = document.getElementById("form-use");
if (use) {
	use.hidden = true;
	document.getElementById("form").addEventListener("change", () => use.click());
}
