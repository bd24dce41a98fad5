// Local: beside a date-time group, which is in UTC, the time of this machine, when one points at it.

function local() {
	const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "long" });
	for (const t of document.querySelectorAll("time[datetime]:not([title])")) {
		const at = new Date(t.dateTime);
		if (!isNaN(at)) t.title = format.format(at);
	}
}
document.addEventListener("parley:placed", local);
local();
