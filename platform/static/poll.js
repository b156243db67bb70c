// A list that others work on too: ask now and then whether it changed, and show what is new.
// Nothing changed costs one short answer (304), names nobody and is no entry in the log.
// Copyright Netwerkzorg, EUPL-1.2.
const EVERY = 20_000; // milliseconds
const list = document.querySelector("[data-poll]");
const parts = [...document.querySelectorAll("[data-live][id]")];
const timer = setInterval(ask, EVERY);
let seen = list.dataset.mark;

async function ask() {
  if (document.hidden || busy()) return;
  const headers = { "If-None-Match": seen };
  const answer = await fetch(list.dataset.poll, { headers, redirect: "manual" }).catch(() => null);
  if (answer === null || answer.status === 304 || answer.status === 429 || answer.status >= 500) return;
  if (answer.status !== 200) return clearInterval(timer); // logged out: the next click says so
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!busy()) show(fresh);
}

// Somebody who stands on a button of the list must not lose it.
function busy() {
  return parts.some((part) => part.contains(document.activeElement));
}

function show(fresh) {
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (now) part.replaceChildren(...now.childNodes);
  }
  seen = fresh.querySelector("[data-poll]")?.dataset.mark ?? seen;
}
