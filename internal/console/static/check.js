// Check: a file dropped anywhere on the page goes into the form that checks evidence, and the form is sent as its button
// would send it.

const form = document.getElementById("check-form");
const large = document.getElementById("check-large");

function fits(file) {
	large.hidden = file.size <= Number(form.dataset.limit);
	return large.hidden;
}

const brings = (e) => e.dataTransfer?.types.includes("Files");

function take(file) {
	if (!fits(file)) return;
	const one = new DataTransfer();
	one.items.add(file);
	form.elements.file.files = one.files;
	form.requestSubmit();
}

if (form) {
	form.querySelector(".drop-hint").hidden = false;
	form.elements.file.addEventListener("change", (e) => { if (e.target.files.length) fits(e.target.files[0]); });
	form.addEventListener("submit", (e) => { const f = form.elements.file.files[0]; if (f && !fits(f)) e.preventDefault(); });
	addEventListener("dragover", (e) => { if (brings(e)) { e.preventDefault(); form.classList.add("drop-over"); } });
	addEventListener("dragleave", (e) => { if (!e.relatedTarget) form.classList.remove("drop-over"); });
	addEventListener("drop", (e) => {
		if (!brings(e)) return;
		e.preventDefault();
		form.classList.remove("drop-over");
		if (e.dataTransfer.files.length) take(e.dataTransfer.files[0]);
	});
}
