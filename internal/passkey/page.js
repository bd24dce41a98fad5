"use strict";

const path = document.body.dataset.path;
const ask = JSON.parse(document.body.dataset.ask);
const button = document.getElementById("go");
const said = document.getElementById("said");

function bytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

function text(buffer) {
  const raw = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function create() {
  const made = await navigator.credentials.create({ publicKey: {
    challenge: bytes(ask.challenge),
    rp: { id: ask.rp, name: ask.rp },
    user: { id: bytes(ask.user), name: ask.name, displayName: ask.name },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }],
    authenticatorSelection: { residentKey: "preferred", userVerification: ask.verified ? "required" : "discouraged" },
    attestation: "none",
  } });
  return { id: text(made.rawId), client: text(made.response.clientDataJSON), authenticator: text(made.response.getAuthenticatorData()) };
}

async function sign() {
  const got = await navigator.credentials.get({ publicKey: {
    challenge: bytes(ask.challenge),
    rpId: ask.rp,
    allowCredentials: ask.id ? [{ type: "public-key", id: bytes(ask.id) }] : [],
    userVerification: ask.verified ? "required" : "discouraged",
  } });
  return { id: text(got.rawId), client: text(got.response.clientDataJSON), authenticator: text(got.response.authenticatorData), signature: text(got.response.signature) };
}

async function answer() {
  button.disabled = true;
  said.textContent = "";
  try {
    const given = ask.create ? await create() : await sign();
    const reply = await fetch(path + "/answer", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) });
    said.textContent = await reply.text();
    button.disabled = reply.ok;
  } catch (e) {
    said.textContent = "Nothing was made: " + e.message;
    button.disabled = false;
  }
}

button.addEventListener("click", answer);
