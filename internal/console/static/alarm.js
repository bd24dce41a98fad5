// Alarm: while the page shows one, a sound is repeated, and a notification of the system is shown where that is allowed.
// Where the browser forbids sound, the page says so before it is needed.

const blocked = document.getElementById("sound-blocked");
const ask = document.getElementById("notify-ask");
const sounds = { true: new Audio("/static/alarm-exercise.wav"), false: new Audio("/static/alarm.wav") };
for (const s of Object.values(sounds)) { s.loop = true; s.preload = "auto"; }
document.documentElement.dataset.sound = "silent";

let notified = "";

function look() {
	const alarm = document.querySelector("[data-alarm]");
	const exercise = alarm?.dataset.exercise;
	for (const [kind, s] of Object.entries(sounds)) {
		if (kind !== exercise && !s.paused) { s.pause(); s.currentTime = 0; }
	}
	if (!alarm) { document.documentElement.dataset.sound = "silent"; notified = ""; return; }
	const s = sounds[exercise];
	if (s.paused) s.play().then(() => { document.documentElement.dataset.sound = "playing"; blocked.hidden = true; }, () => { document.documentElement.dataset.sound = "blocked"; blocked.hidden = false; });
	notify(alarm);
}

function notify(alarm) {
	if (notified === alarm.dataset.alarm || !("Notification" in window) || Notification.permission !== "granted") return;
	notified = alarm.dataset.alarm;
	const n = new Notification(document.title, { tag: notified, renotify: true, requireInteraction: true, icon: "/static/icon.svg" });
	n.onclick = () => { focus(); location.href = "/message/" + alarm.dataset.alarm; };
}

// mayPlay tries a sound that nobody hears: whether the browser would let an alarm be heard now.
const mayPlay = () => new Audio("/static/silence.wav").play().then(() => true, () => false);

if (blocked) {
	mayPlay().then((may) => { if (!may) blocked.hidden = false; });
	const allow = () => { blocked.hidden = true; look(); };
	document.getElementById("sound-on").addEventListener("click", allow);
	addEventListener("click", allow, { once: true }); // not when the button goes down: the page would move under the pointer
	addEventListener("keydown", allow, { once: true });
	if ("Notification" in window && Notification.permission === "default") ask.hidden = false;
	document.getElementById("notify-on").addEventListener("click", async () => { await Notification.requestPermission(); ask.hidden = true; look(); });
	document.addEventListener("parley:placed", look);
	document.addEventListener("parley:back", () => { notified = ""; look(); }); // after a cut it is said again
	look();
}
