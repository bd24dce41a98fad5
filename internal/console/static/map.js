// Map: every place of the time that is looked at is drawn here from one answer, so that moving the slider asks for nothing; the table
// below follows when the slider rests. + and - come closer and go farther, and the arrows move the map while the pointer is on it
// or the focus on its links.

import { slide, tell } from "./slider.js";

const stage = document.getElementById("map-stage");
const slider = document.getElementById("map-at");
const canvas = document.getElementById("map-canvas");
const strip = document.getElementById("map-strip");
const said = document.getElementById("map-said");

const most = 200; // places that have their numbers; more would cover each other
const mostEdges = 1500; // and so many their edges; beyond that each is a dot

let notices = [], conflicts = [], paths = [];
let at = null; // the instant that is shown, in milliseconds; null: all of the time
let waiting = 0;

const stands = (x) => at === null || x.w[0] <= at && x.w[1] >= at;

async function load() {
	const answer = await fetch(document.getElementById("map-stage").dataset.source, { cache: "no-store" });
	if (!answer.ok) return;
	({ notices, conflicts } = await answer.json());
	paths = notices.map((n) => n.s.map((s) => s.p ? new Path2D(s.p) : null));
	if (slider) document.getElementById("map-time").hidden = false;
	drawStrip();
	draw();
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// drawing returns a canvas's context with as many points as the screen has where it stands, in units of the map.
function drawing(target, wide) {
	const fine = devicePixelRatio || 1, w = Math.round(target.clientWidth * fine), h = Math.round(target.clientHeight * fine);
	if (target.width !== w || target.height !== h) { target.width = w; target.height = h; }
	const pen = target.getContext("2d");
	pen.setTransform(1, 0, 0, 1, 0, 0);
	pen.clearRect(0, 0, w, h);
	const scale = w / wide;
	pen.setTransform(scale, 0, 0, scale, 0, 0);
	return [pen, fine / scale, h / scale];
}

// The picture that came with the page stands as long as it shows the same: all places of what is looked at.
const pictured = () => (Date.parse(stage.querySelector("figure").dataset.at) || null) === at && !document.querySelector(".map-left");

function draw() {
	waiting = 0;
	canvas.hidden = pictured();
	stage.classList.toggle("map-drawn", !canvas.hidden);
	if (canvas.hidden) { say(notices.filter(stands).length, 0); return; }
	const svg = stage.querySelector("svg.map");
	const [pen, pixel] = drawing(canvas, svg.viewBox.baseVal.width);
	const ink = colour("--ink"), paper = colour("--panel"), near = colour("--act");
	const shown = [];
	let standing = 0;
	for (let i = 0; i < notices.length; i++) if (stands(notices[i])) { standing++; if (notices[i].s.length) shown.push(i); }
	if (shown.length <= mostEdges) edges(pen, pixel, shown, ink);
	joins(pen, pixel, near, shown.length > most ? 6 * pixel : 150 + 5 * pixel);
	dots(pen, pixel, shown, ink, paper);
	say(standing, shown.length);
}

// edges draws areas and lines, ours whole and theirs dashed, each kind in one stroke of the pen. Of few places each area and the width
// of each route is shaded by itself; of many, areas are shaded together.
function edges(pen, pixel, shown, ink) {
	const many = shown.length > most;
	pen.strokeStyle = pen.fillStyle = ink;
	pen.lineJoin = "round";
	for (const own of [true, false]) {
		const all = new Path2D(), inside = new Path2D();
		for (const i of shown) {
			if (notices[i].own !== own) continue;
			notices[i].s.forEach((s, k) => {
				const path = paths[i][k];
				if (!path) return;
				all.addPath(path);
				if (s.a && many) inside.addPath(path);
				else if (s.a) { pen.globalAlpha = .09; pen.fill(path, "evenodd"); }
				else if (!many && s.w > 2 * pixel) { pen.globalAlpha = .16; pen.lineWidth = s.w; pen.stroke(path); }
			});
		}
		if (many) { pen.globalAlpha = .12; pen.fill(inside); }
		pen.globalAlpha = 1;
		pen.lineWidth = (many ? 1 : 1.75) * pixel;
		pen.setLineDash(own || many ? [] : [6 * pixel, 3 * pixel]);
		pen.stroke(all);
		pen.setLineDash([]);
	}
}

// dots marks where each place is; few have their numbers.
function dots(pen, pixel, shown, ink, paper) {
	pen.fillStyle = ink;
	if (shown.length > most) {
		const size = 4 * pixel;
		for (const i of shown) for (const s of notices[i].s) pen.fillRect(s.x - size / 2, s.y - size / 2, size, size);
		return;
	}
	for (const i of shown) for (const s of notices[i].s) { pen.beginPath(); pen.arc(s.x, s.y, 150, 0, 7); pen.fill(); }
	pen.fillStyle = paper;
	pen.font = "600 150px " + getComputedStyle(stage).fontFamily;
	pen.textAlign = "center";
	pen.textBaseline = "middle";
	for (const i of shown) for (const s of notices[i].s) pen.fillText(notices[i].n, s.x, s.y);
}

// joins draws a line between two notices that come near each other, thicker where they meet.
function joins(pen, pixel, near, ring) {
	pen.strokeStyle = near;
	for (const meet of [true, false]) {
		const all = new Path2D();
		for (const c of conflicts) {
			const a = notices[c.a]?.s[0], b = notices[c.b]?.s[0];
			if (c.m !== meet || !a || !b || !stands(c)) continue;
			all.moveTo(a.x, a.y);
			all.lineTo(b.x, b.y);
			for (const s of [a, b]) { all.moveTo(s.x + ring, s.y); all.arc(s.x, s.y, ring, 0, 7); }
		}
		pen.lineWidth = (meet ? 3 : 1.5) * pixel;
		pen.stroke(all);
	}
}

// drawStrip draws how many stand at each time of the slider, and below it when conflicts are.
function drawStrip() {
	if (!slider) return;
	const begin = Number(slider.min), end = Number(slider.max), bars = 252;
	const [pen, pixel, high] = drawing(strip, bars);
	const count = (list) => {
		const change = new Float64Array(bars + 1);
		for (const x of list) {
			const a = Math.max(0, Math.floor((x.w[0] - begin) / (end - begin) * bars)), b = Math.min(bars - 1, Math.floor((x.w[1] - begin) / (end - begin) * bars));
			if (b >= 0 && a < bars) { change[a]++; change[b + 1]--; }
		}
		for (let i = 1; i <= bars; i++) change[i] += change[i - 1];
		return change;
	};
	const stand = count(notices), near = count(conflicts), top = Math.max(1, ...stand);
	pen.fillStyle = colour("--field");
	stand.forEach((n, i) => { if (i < bars) pen.fillRect(i, high * .8 * (1 - n / top), 1, high * .8 * n / top); });
	pen.fillStyle = colour("--act");
	near.forEach((n, i) => { if (i < bars && n > 0) pen.fillRect(i, high * .86, 1, high * .14); });
}

function say(count, drawn) {
	if (slider) tell(slider, said, at, count, drawn > most ? slider.dataset.crowd : "");
}

// show has the map show an instant.
function show(instant) {
	at = instant;
	if (!waiting) waiting = requestAnimationFrame(draw);
}

if (stage) {
	if (slider) at = slide(slider, document.getElementById("map-all"), show);
	new ResizeObserver(() => { if (notices.length) { drawStrip(); draw(); } }).observe(stage);
	let seen = document.body.dataset.change;
	document.addEventListener("parley:placed", () => {
		if (document.body.dataset.change !== seen) { seen = document.body.dataset.change; load(); } else if (notices.length) draw();
	});
	load();
}

const moves = { "+": "closer", "=": "closer", "-": "farther", ArrowUp: "north", ArrowDown: "south", ArrowLeft: "west", ArrowRight: "east" };

addEventListener("keydown", (e) => {
	const on = document.querySelector(".map-figure-box:hover, .map-canvas:hover, .map-moves:focus-within");
	if (!on || document.activeElement === slider || !moves[e.key] || e.ctrlKey || e.altKey || e.metaKey) return;
	e.preventDefault();
	document.querySelector(`[data-map="${moves[e.key]}"]`)?.click();
});
