// Sign: a form that asks for a passkey gets what the browser gives of it, and is then posted as any other form. Where what is
// shown was changed meanwhile, nothing is signed.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function touch(form) {
	const ask = JSON.parse(form.dataset.passkey);
	const got = await navigator.credentials.get({ publicKey: {
		challenge: bytes(ask.challenge), rpId: ask.rp, userVerification: ask.verified ? "required" : ask.preferred ? "preferred" : "discouraged",
		allowCredentials: ask.credential ? [{ type: "public-key", id: bytes(ask.credential) }] : [],
	} });
	const given = { credential: got.rawId, authenticator: got.response.authenticatorData, client: got.response.clientDataJSON, signature: got.response.signature };
	for (const [name, value] of Object.entries(given)) form.elements[name].value = text(value);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
	const button = form.querySelector("button"), said = form.querySelector(".said");
	button.hidden = !window.PublicKeyCredential;
	if (button.hidden) said.textContent = form.dataset.failed;
	form.addEventListener("submit", async (e) => {
		e.preventDefault();
		button.disabled = true;
		said.textContent = "";
		try {
			await touch(form);
			form.submit();
		} catch (why) {
			said.textContent = form.dataset.failed + " " + why.message;
			button.disabled = false;
		}
	});
}

// A draft that is no longer what this page shows is not signed here.
const shown = document.getElementById("draft-now")?.dataset.payload;
document.addEventListener("parley:placed", () => {
	const now = document.getElementById("draft-now");
	if (!now || now.dataset.state === "open" && now.dataset.payload === shown) return;
	for (const b of document.querySelectorAll("form.sign button")) b.disabled = true;
	const stale = document.getElementById("draft-stale");
	if (stale) stale.hidden = false;
});
