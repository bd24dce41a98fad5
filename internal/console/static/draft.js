// Draft: what is written in the form is kept with the node, half a second after the last key. While the node does not answer,
// or the session has ended, it is tried again; so nothing is lost that stands on the page.

import { refresh } from "./live.js";

const form = document.getElementById("compose");
if (form) {
	const state = document.getElementById("draft-state");
	const out = document.getElementById("signed-out");
	let timer = 0;
	const fields = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
	const later = (why) => { state.textContent = why; timer = setTimeout(keep, 3000); };
	const keep = async () => {
		try {
			const answer = await fetch("/written/" + form.dataset.draft, { method: "POST", body: fields() });
			if (answer.status === 401) return later(state.dataset.out);
			state.textContent = answer.ok ? state.dataset.kept : answer.status === 403 ? state.dataset.lost : (await answer.text()).trim() || state.dataset.lost;
			if (answer.ok && !out.hidden) refresh();
		} catch {
			later(state.dataset.lost);
		}
	};
	form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 500); });
	const files = form.querySelector("input[type=file]");
	files?.addEventListener("change", () => { if (files.files.length) document.getElementById("attach").click(); });
	form.addEventListener("submit", () => clearTimeout(timer));
	addEventListener("pagehide", () => { if (timer) navigator.sendBeacon("/written/" + form.dataset.draft, fields()); });
}
