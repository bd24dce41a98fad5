// Map: what the slider stands for is said while it is moved, and letting go of it shows the map; + and - come closer and go
// farther, and the arrows move the map while the pointer or the focus is on it.

const slider = document.getElementById("days");
if (slider) {
	slider.addEventListener("change", () => slider.form.requestSubmit());
	slider.addEventListener("input", () => { document.getElementById("days-said").textContent = "+" + slider.value + " d"; });
}

const moves = { "+": "closer", "=": "closer", "-": "farther", ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east" };

addEventListener("keydown", (e) => {
	const on = document.querySelector(".map-figure-box:hover, .map-moves:focus-within");
	if (!on || !moves[e.key] || e.ctrlKey || e.altKey || e.metaKey) return;
	e.preventDefault();
	document.querySelector(`[data-map="${moves[e.key]}"]`)?.click();
});
