/** Comfort where scripts run; every page works without. */
export const script = `
document.documentElement.classList.add("scripted");
for (const form of document.querySelectorAll("form[data-confirm]"))
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.confirm)) event.preventDefault(); });
for (const all of document.querySelectorAll("input[data-check-all]"))
  all.addEventListener("change", () => { for (const one of all.form.elements) if (one.type === "checkbox" && one.name !== "") one.checked = all.checked; });
for (const form of document.querySelectorAll("form[method=get]"))
  form.addEventListener("submit", () => { for (const field of form.elements) if (field.name && field.value === "") field.disabled = true; });
`;
