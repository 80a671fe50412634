"use strict";
const texts = {
  en: {
    title: "Set up your telephone",
    intro: "Enter the password for this link. It has reached you by another way than the link. Opening this page has used nothing up.",
    password: "Password for the link",
    device: "Name of this device (optional)",
    send: "Show my access data",
    client: "Your account is ready",
    phone: "wwphone shows who is there, calls colleagues by a click and keeps your calls. It is signed in already:",
    stay: "Stay signed in on this device",
    open: "Open wwphone",
    device2: "Telephone or softphone",
    done: "Enter these data into it:",
    once: "They are shown this once. Close the page when you have entered them.",
    cut: "The link is not whole: open it as it was sent, with everything behind the #.",
    lost: "The switchboard does not answer. Try again in a moment: the link is still good, unless it says otherwise then.",
    name: "Name", number: "Internal number", domain: "Server (domain)", servers: "Addresses", username: "Username", sip: "SIP password",
  },
  de: {
    title: "Telefon einrichten",
    intro: "Geben Sie das Passwort zu diesem Link ein. Sie haben es auf anderem Weg erhalten als den Link. Das Öffnen dieser Seite hat nichts verbraucht.",
    password: "Passwort zum Link",
    device: "Name dieses Geräts (freiwillig)",
    send: "Zugangsdaten zeigen",
    client: "Ihr Anschluss ist bereit",
    phone: "wwphone zeigt, wer da ist, ruft Kollegen mit einem Klick an und führt Ihre Anrufliste. Sie sind dort schon angemeldet:",
    stay: "Auf diesem Gerät angemeldet bleiben",
    open: "wwphone öffnen",
    device2: "Telefon oder Softphone",
    done: "Tragen Sie dort diese Daten ein:",
    once: "Sie werden nur dieses eine Mal gezeigt. Schließen Sie die Seite, wenn Sie sie eingetragen haben.",
    cut: "Der Link ist nicht vollständig: Öffnen Sie ihn so, wie er geschickt wurde, mit allem hinter dem #.",
    lost: "Die Telefonanlage antwortet nicht. Versuchen Sie es gleich noch einmal: Der Link gilt weiter, wenn sie dann nichts anderes sagt.",
    name: "Name", number: "Interne Nummer", domain: "Server (Domain)", servers: "Adressen", username: "Benutzername", sip: "SIP-Passwort",
    NOT_FOUND: "Dieser Link ist nicht bekannt: Öffnen Sie ihn so, wie er geschickt wurde, oder bitten Sie um einen neuen.",
    FORBIDDEN: "Das Passwort ist falsch. Es ist das Passwort zum Link; nach fünf falschen Eingaben gilt der Link nicht mehr.",
    EXPIRED: "Der Link gilt nicht mehr: Er wurde schon benutzt, zurückgenommen oder ist abgelaufen. Bitten Sie um einen neuen.",
    LIMIT: "Von hier aus gab es zu viele Fehlversuche. Versuchen Sie es in einigen Minuten noch einmal.",
  },
};
const wanted = (navigator.languages || []).find((l) => /^(de|en)/i.test(l)) || "en";
const language = /^de/i.test(wanted) ? "de" : "en";
const words = texts[language];
const at = (id) => document.getElementById(id);

const say = (fault) => { at("fault").textContent = fault; };

const ask = async (query, variables) => {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  return answer.json();
};

const show = (access) => {
  const rows = {
    name: access.user.displayName, number: access.user.extension, domain: access.domain, username: access.username,
    sip: access.sipPassword, servers: access.servers.map((s) => s.transport + " " + s.address).join(", "),
  };
  for (const [key, text] of Object.entries(rows)) {
    if (!text) continue;
    const term = document.createElement("dt"), value = document.createElement("dd");
    term.textContent = words[key];
    value.textContent = text;
    value.dataset.field = key;
    at("access").append(term, value);
  }
  at("form").hidden = true;
  at("done").hidden = false;
  at("done").tabIndex = -1;
  at("done").focus();
};

// The session goes to wwphone, by the storage of the browser and so by no address; or, where the page is left without
// wanting wwphone, it ends, for this page is no client.
const offer = (token) => {
  let wanted = false;
  at("open").addEventListener("click", () => {
    wanted = true;
    for (const storage of [sessionStorage, localStorage]) storage.removeItem("graphpbx.session");
    (at("stay").checked ? localStorage : sessionStorage).setItem("graphpbx.session", token);
    location.replace("/phone");
  });
  addEventListener("pagehide", () => {
    if (wanted) return;
    wanted = true;
    fetch("/graphql", {
      method: "POST", keepalive: true, headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
      body: JSON.stringify({ query: "mutation { logout { errors { code } } }" }),
    });
  });
};

const activate = async (event) => {
  event.preventDefault();
  say("");
  at("send").disabled = true;
  try {
    const { data, errors } = await ask(`mutation ($input: ActivateInput!) { activate(input: $input) {
      access { user { displayName extension } domain servers { transport address } username sipPassword session { token } }
      errors { code message } } }`,
    { input: {
      id: location.pathname.split("/").pop(), secret: location.hash.slice(1),
      password: at("password").value, deviceName: at("device").value || null,
    } });
    const fault = errors ? errors[0] : data.activate.errors[0];
    if (fault) {
      say(fault.code && words[fault.code] || (language === "en" && fault.message) || words.lost);
      return;
    }
    show(data.activate.access);
    offer(data.activate.access.session.token);
  } catch {
    if (at("done").hidden) say(words.lost);
  } finally {
    at("send").disabled = false;
  }
};

document.documentElement.lang = language;
for (const element of document.querySelectorAll("[data-text]")) element.textContent = words[element.dataset.text];
document.title = words.title;
at("form").hidden = location.hash.length < 2;
if (at("form").hidden) say(words.cut);
at("form").addEventListener("submit", activate);
