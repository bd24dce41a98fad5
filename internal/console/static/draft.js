// Draft: what is written in the form is kept with the node, half a second after the last key.

const form = document.getElementById("compose");
if (form) {
	const state = document.getElementById("draft-state");
	let timer = 0;
	const keep = async () => {
		try {
			const answer = await fetch("/written/" + form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)) });
			state.textContent = answer.ok ? state.dataset.kept : (await answer.text()).trim() || state.dataset.lost;
		} catch {
			state.textContent = state.dataset.lost;
			timer = setTimeout(keep, 3000);
		}
	};
	form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 500); });
	form.addEventListener("submit", () => clearTimeout(timer));
	addEventListener("pagehide", () => { if (timer) navigator.sendBeacon("/written/" + form.dataset.draft, new URLSearchParams(new FormData(form))); });
}
