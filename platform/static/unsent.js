// What somebody typed and did not send yet survives a closed browser: kept on this device, until it is sent.
// Copyright Netwerkzorg, EUPL-1.2.
for (const form of document.querySelectorAll("form[data-unsent]")) {
  const key = `nz-unsent:${location.pathname}${location.search}`;
  const fields = () => [...form.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "submit");
  const read = () => JSON.stringify(fields().map((e) => (e.type === "checkbox" ? e.checked : e.value)));
  const begun = read();
  const kept = localStorage.getItem(key);
  if (kept && kept !== begun) offer(JSON.parse(kept));
  form.addEventListener("input", () => localStorage.setItem(key, read()));
  form.addEventListener("submit", () => localStorage.removeItem(key));

  function offer(values) {
    if (values.length !== fields().length) return localStorage.removeItem(key);
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.className = "nz-cluster";
    line.append("U was hier nog bezig. ");
    line.append(button("Ga verder met wat u typte", () => put(values)));
    line.append(button("Gooi dat weg", () => localStorage.removeItem(key)));
    form.before(line);

    function button(words, act) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "utrecht-button utrecht-button--subtle";
      made.textContent = words;
      made.addEventListener("click", () => { act(); line.remove(); });
      return made;
    }
  }

  function put(values) {
    fields().forEach((e, n) => { if (e.type === "checkbox") e.checked = values[n]; else e.value = values[n]; });
  }
}
